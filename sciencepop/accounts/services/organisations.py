"""Organisations: registered, corrected, joined, left, and verified by the district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import queries
from sciencepop.accounts.models import (
    MemberRole,
    Membership,
    Organisation,
    OrganisationInvitation,
    OrganisationKind,
    Person,
)
from sciencepop.accounts.queries.organisations import (
    find_organisation_invitation,
    get_membership,
    list_members,
    list_memberships,
    lock_organisation,
)
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token

MOST_ORGANISATIONS = 10
LINK_DAYS = 7


@dataclass(frozen=True)
class About:
    """What an organisation says of itself. `contact` is how the district reaches it, such as a telephone number."""

    name: str
    kind: OrganisationKind
    town_code: str | None = None
    contact: str = ""


def add_organisation(about: About, *, by: Person, now: datetime) -> int:
    """Register an organisation and lead it; returns its number. Refuses TOO_MANY_ORGANISATIONS, ORGANISATION_TWICE."""
    with write() as session:
        person = queries.lock_person(session, by)
        _refuse_another(session, person.id, about.name)
        organisation = Organisation(**vars(about), created_by=person.id, created_at=now, is_sample=person.is_sample)
        session.add(organisation)
        session.flush()
        _let_in(session, organisation.id, person.id, MemberRole.LEAD, now)
        audit.record(session, by=person.id, at=now, action="organisation.added", subject=organisation)
        attempts.remember(str(organisation.id))
        return organisation.id


def change_organisation(organisation_id: int, about: About, *, by: Person, now: datetime) -> None:
    """A lead corrects it. Another name or kind has not been verified. NotFound for others, members included."""
    with write() as session:
        organisation = _led_by(session, organisation_id, by).organisation
        if (about.name, about.kind) != (organisation.name, organisation.kind):
            organisation.verified_at = organisation.verified_by = None
        for name, value in vars(about).items():
            setattr(organisation, name, value)
        audit.record(session, by=by.id, at=now, action="organisation.changed", subject=organisation)


def invite_colleague(organisation_id: int, *, by: Person, now: datetime) -> str:
    """A secret for a link that lets a colleague in, good once and for a week. NotFound for all but a lead."""
    token = new_token()
    with write() as session:
        organisation = _led_by(session, organisation_id, by).organisation
        mine = OrganisationInvitation.organisation_id == organisation.id
        session.execute(delete(OrganisationInvitation).where(mine))
        session.add(
            OrganisationInvitation(
                organisation_id=organisation.id,
                token_hash=hash_token(token),
                created_at=now,
                expires_at=now + timedelta(days=LINK_DAYS),
            )
        )
        audit.record(session, by=by.id, at=now, action="organisation.invited", subject=organisation)
    return token


def join_organisation(token: str, *, by: Person, now: datetime) -> int:
    """Act for an organisation by a link; returns its number. Refuses LINK_OVER, TOO_MANY_ORGANISATIONS."""
    with write() as session:
        person = queries.lock_person(session, by)
        found = find_organisation_invitation(session, token, now)
        if found is None:
            raise RuleBroken(Refusal.LINK_OVER)
        # The organisation first, as who invites takes it, and then the link as it is by now.
        organisation = lock_organisation(session, found.organisation_id)
        invitation = find_organisation_invitation(session, token, now, lock=True)
        if invitation is None:
            raise RuleBroken(Refusal.LINK_OVER)
        invitation.used_at = now
        if person.id not in {one.person_id for one in list_members(session, organisation.id)}:
            _refuse_another(session, person.id)
            _let_in(session, organisation.id, person.id, MemberRole.MEMBER, now)
            audit.record(session, by=person.id, at=now, action="organisation.joined", subject=organisation)
        attempts.remember(str(organisation.id))
        return organisation.id


def make_lead(organisation_id: int, membership_id: int, *, by: Person, now: datetime) -> None:
    """A lead makes a colleague a lead too. Somebody who is none by now stays as they are."""
    with write() as session:
        organisation = _led_by(session, organisation_id, by).organisation
        for member in list_members(session, organisation.id):
            if member.id == membership_id:
                member.role = MemberRole.LEAD
                audit.record(session, by=by.id, at=now, action="organisation.lead_made", subject=organisation)


def leave_organisation(organisation_id: int, *, by: Person, now: datetime) -> None:
    """Act for it no longer. Refuses LAST_LEAD while others would be left without one."""
    with write() as session:
        membership = get_membership(session, organisation_id, by.id, lock=True)
        others = [one for one in list_members(session, organisation_id) if one.id != membership.id]
        if others and all(one.role is not MemberRole.LEAD for one in others):
            raise RuleBroken(Refusal.LAST_LEAD)
        membership.ended_at = now
        audit.record(session, by=by.id, at=now, action="organisation.left", subject=membership.organisation)


def leave_all_organisations(session: Session, person: Person, now: datetime) -> None:
    """A person who closes their account acts for nobody; the longest member leads in their place."""
    for number in sorted(one.organisation_id for one in list_memberships(session, person.id)):
        membership = get_membership(session, number, person.id, lock=True)
        membership.ended_at = now
        session.flush()
        others = list_members(session, number)
        if others and all(one.role is not MemberRole.LEAD for one in others):
            others[0].role = MemberRole.LEAD


def verify_organisation(organisation_id: int, *, is_verified: bool, by: Person, now: datetime) -> None:
    """An officer says that the organisation is real, or takes that back. The caller has asked for the role."""
    with write() as session:
        organisation = lock_organisation(session, organisation_id)
        organisation.verified_at, organisation.verified_by = (now, by.id) if is_verified else (None, None)
        action = "organisation.verified" if is_verified else "organisation.unverified"
        audit.record(session, by=by.id, at=now, action=action, subject=organisation)


def _led_by(session: Session, organisation_id: int, by: Person) -> Membership:
    membership = get_membership(session, organisation_id, by.id, lock=True)
    if membership.role is not MemberRole.LEAD:
        raise NotFound
    return membership


def _refuse_another(session: Session, person_id: int, name: str = "") -> None:
    mine = list_memberships(session, person_id)
    if len(mine) >= MOST_ORGANISATIONS:
        raise RuleBroken(Refusal.TOO_MANY_ORGANISATIONS)
    if name in {one.organisation.name for one in mine}:
        raise RuleBroken(Refusal.ORGANISATION_TWICE)


def _let_in(session: Session, organisation_id: int, person_id: int, role: MemberRole, now: datetime) -> None:
    session.add(Membership(organisation_id=organisation_id, person_id=person_id, role=role, created_at=now))
    session.flush()
