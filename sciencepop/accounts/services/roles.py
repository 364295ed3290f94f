"""Granting and ending roles. The district desk decides; this writes it down."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts import queries
from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def grant_role(
    person: Person,
    role: Role,
    base_id: int | None,
    *,
    by: Person | int | None,
    now: datetime,
    town_code: str | None = None,
    point_id: int | None = None,
) -> Grant:
    """Give a role: manager of one base, officer or lead of the district, staff of a town's desk (no town: the
    district's), officer of a town, or head of a teaching point.

    One that is held already is returned; nobody sits at two desks or is officer of two towns.

    Raises RuleBroken: NO_SUCH_PERSON for a closed account, SCOPE_MISSING when role and base or point do not fit.
    """
    with write() as session:
        person = queries.lock_person(session, person)
        if not person.is_active:
            raise RuleBroken(Refusal.NO_SUCH_PERSON)
        if (role is Role.BASE_MANAGER) != (base_id is not None) or (role is Role.POINT_HEAD) != (point_id is not None):
            raise RuleBroken(Refusal.SCOPE_MISSING)
        if role is Role.TOWN_OFFICER and town_code is None:
            raise RuleBroken(Refusal.SCOPE_MISSING)
        held = queries.find_live_grant(session, person, role, base_id, point_id)
        if held:
            return held
        grant = Grant(person_id=person.id, role=role, base_id=base_id, granted_by=actor_id(by), granted_at=now)
        grant.town_code, grant.point_id = town_code, point_id
        session.add(grant)
        audit.record(
            session,
            by=actor_id(by),
            at=now,
            action="accounts.role_granted",
            subject=person,
            role=role.value,
            base_id=base_id,
            town_code=town_code,
            point_id=point_id,
        )
        session.expire(person, ["grants"])
    return grant


def end_grant(grant: Grant, *, by: Person | int | None, now: datetime) -> Grant:
    """End a role; ending it twice changes nothing. Raises RuleBroken: LAST_OFFICER."""
    with write() as session:
        person = queries.lock_person(session, grant.person)
        officers = queries.lock_officer_grants(session)
        session.refresh(grant)
        if grant.ended_at:
            return grant
        if grant.role is Role.OFFICER and len(officers) == 1:
            raise RuleBroken(Refusal.LAST_OFFICER)
        grant.ended_at = now
        audit.record(
            session,
            by=actor_id(by),
            at=now,
            action="accounts.role_ended",
            subject=person,
            role=grant.role.value,
            base_id=grant.base_id,
            point_id=grant.point_id,
        )
        session.expire(person, ["grants"])
    return grant


def was_ended(
    person: Person, role: Role, *, since: datetime, base_id: int | None = None, point_id: int | None = None
) -> bool:
    """Whether somebody had this role, and it was ended since."""
    return any(
        (grant.role, grant.base_id, grant.point_id) == (role, base_id, point_id)
        and grant.ended_at is not None
        and grant.ended_at > since
        for grant in person.grants
    )


def actor_id(by: Person | int | None) -> int | None:
    """The id of who acts, given as a person or an id; None is the command line."""
    return by.id if isinstance(by, Person) else by
