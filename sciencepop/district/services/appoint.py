"""Asking people to take roles, and ending these; whoever it concerns is told.

Dangerous: officers watch each other, so nobody becomes a lead, or an officer beside another, by one officer alone, and
nobody names themselves to anything: who manages a base sees what is known of the children who come to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import Grant, Invitation, Person, Role, RoleProposal
from sciencepop.accounts.rules.addresses import read_address
from sciencepop.accounts.rules.four_eyes import is_open, is_second_pair, needs_second
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services.invitations import invite
from sciencepop.accounts.services.people import find_or_create
from sciencepop.accounts.services.roles import end_grant, grant_role, was_ended
from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import TeachingPoint
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.letter import Letter


@dataclass(frozen=True)
class Post:
    """What somebody is named to: `base` for a manager, `point` for the head of a teaching point (the college names
    those); `town_code` for the desk of a town, None for the district's, or for an officer of a town."""

    role: Role
    base: ScienceBase | None = None
    town_code: str | None = None
    point: TeachingPoint | None = None


KINDS = {
    role: f"role.{role.value}" for role in (Role.BASE_MANAGER, Role.OFFICER, Role.DESK, Role.TOWN_OFFICER, Role.LEAD)
}
"""What the invitations to roles are called."""


class Naming(StrEnum):
    """What came of naming somebody: they were asked, or wait for a second officer."""

    ASKED = "asked"
    PROPOSED = "proposed"


def appoint(address: str, post: Post, *, by: int, now: datetime) -> Naming:
    """Ask an address to take a post; the role waits for its owner. Where it takes two officers, another agrees first.

    Refuses what `accounts.services.invite` refuses, NAMED_SELF, and NO_SUCH_PERSON for a role that takes two.
    """
    with write() as session:
        person = queries.find_person_by_address(address)
        if person and person.id == by:
            raise RuleBroken(Refusal.NAMED_SELF)
        officers = len(queries.list_holders(session, Role.OFFICER))
        to_lead, to_officer = post.role is Role.LEAD, post.role is Role.OFFICER
        if needs_second(to_lead=to_lead, to_officer=to_officer, officers=officers):
            if person is None:
                raise RuleBroken(Refusal.NO_SUCH_PERSON)
            _propose(session, person, post.role, by=by, now=now)
            return Naming.PROPOSED
        subject, terms = post.base.id if post.base else 0, {"town": post.town_code or ""}
        invite(session, KINDS[post.role], subject, address, terms=terms, by=by, now=now)
        attempts.remember("asked")
        return Naming.ASKED


def _propose(session: Session, person: Person, role: Role, *, by: int, now: datetime) -> None:
    """Keep it for another officer to decide. What waits already is not asked twice; what nobody decided makes room."""
    queries.lock_person(session, person)
    waiting = RoleProposal.person_id == person.id, RoleProposal.role == role, RoleProposal.decided_at.is_(None)
    held = session.scalars(select(RoleProposal).where(*waiting)).one_or_none()
    if held and is_open(None, held.asked_at, now):
        return
    if held:
        session.delete(held)
        session.flush()
    session.add(RoleProposal(person_id=person.id, role=role, asked_by=by, asked_at=now))
    audit.record(session, by=by, at=now, action="accounts.role_proposed", subject=person, role=role.value)


def decide_proposal(number: int, grant: bool, *, by: Person, now: datetime) -> None:
    """Ask whom another officer proposed to take the role, or not; whoever proposed may only take it back.

    Refuses what `invite` refuses, ASKED_OVER, NEEDS_ANOTHER.
    """
    with write() as session:
        row = session.get(RoleProposal, number) if 0 < number < 2**63 else None
        if row is None:
            raise RuleBroken(Refusal.ASKED_OVER)
        person = queries.lock_person(session, row.person)
        session.refresh(row)
        if not is_open(row.decided_at, row.asked_at, now) or not person.is_active:
            raise RuleBroken(Refusal.ASKED_OVER)
        if by.id == person.id or (grant and not is_second_pair(by.id, asked_by=row.asked_by, about=person.id)):
            raise RuleBroken(Refusal.NEEDS_ANOTHER)
        row.decided_by, row.decided_at, row.granted = by.id, now, grant
        if not grant:
            role = row.role.value
            audit.record(session, by=by.id, at=now, action="accounts.role_refused", subject=person, role=role)
            return
        address = queries.contacts_of(person)[0].value
        invite(session, KINDS[row.role], 0, address, terms={"town": ""}, by=by.id, now=now)


def take_post(session: Session, role: Role, invitation: Invitation, person: Person, now: datetime) -> None:
    """Whoever was asked takes the post. Nobody sits at two desks.

    Refuses ASKED_NO_MORE where they held it and it was ended since: an older invitation does not bring it back.
    """
    base_id, town_code = invitation.subject_id or None, invitation.terms["town"] or None
    if was_ended(person, role, base_id=base_id, since=invitation.invited_at):
        raise RuleBroken(Refusal.ASKED_NO_MORE)
    grant_role(person, role, base_id, town_code=town_code, by=invitation.invited_by, now=now)


def dismiss(grant: Grant, *, by: int, now: datetime) -> None:
    """End a role. Refuses LAST_OFFICER."""
    with write() as session:
        if grant.ended_at:
            return
        end_grant(grant, by=by, now=now)
        base = session.get(ScienceBase, grant.base_id) if grant.base_id else None
        point = session.get(TeachingPoint, grant.point_id) if grant.point_id else None
        post = Post(grant.role, base, grant.town_code, point)
        letters.tell(session, grant.person, _letter(grant.person, post), now, kind="role")
        attempts.remember("ended")


def appoint_first_officer(address: str, *, now: datetime) -> bool:
    """From the command line: make the account of this address, if need be, an officer's; False when it is already.

    Refuses BAD_ADDRESS. The owner proves the address with a code when signing in.
    """
    with write() as session:
        contact = read_address(address)
        if contact is None:
            raise RuleBroken(Refusal.BAD_ADDRESS)
        person = find_or_create(session, contact, "zh", now).person
        if queries.find_live_grant(session, person, Role.OFFICER, None):
            return False
        grant_role(person, Role.OFFICER, None, by=None, now=now)
        return True


def _letter(person: Person, post: Post) -> Letter:
    with in_language(person.language):
        place = post.base or post.point
        name = tr(place, "name") if place else ""
        subject = {
            Role.BASE_MANAGER: _("您不再管理“%(name)s”", name=name),
            Role.OFFICER: _("您不再是区科协管理员"),
            Role.DESK: _("您不再在代约服务台工作"),
            Role.POINT_HEAD: _("您不再负责教学点“%(name)s”", name=name),
            Role.TOWN_OFFICER: _("您不再是街镇科协经办人"),
            Role.LEAD: _("您不再是区级负责人"),
        }[post.role]
        advice = _("如有疑问，请联系区科协。您的账号和预约不受影响。")
        return Letter(subject=subject, paragraphs=[advice], short=subject)
