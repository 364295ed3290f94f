"""Asking people to take roles, and ending these; whoever it concerns is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import Grant, Invitation, Person, Role
from sciencepop.accounts.rules.addresses import read_address
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services.invitations import invite
from sciencepop.accounts.services.people import find_or_create
from sciencepop.accounts.services.roles import end_grant, grant_role, was_ended
from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import TeachingPoint
from sciencepop.core import attempts
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


def appoint(address: str, post: Post, *, by: int, now: datetime) -> None:
    """Ask an address to take a post; the role waits for its owner. Refuses what `accounts.services.invite` refuses."""
    with write() as session:
        subject, terms = post.base.id if post.base else 0, {"town": post.town_code or ""}
        invite(session, KINDS[post.role], subject, address, terms=terms, by=by, now=now)
        attempts.remember("asked")


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
