"""Teaching points: applying, deciding, filing, the plaque, suspending, and who heads one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accounts.rules.refusals import Refusal as Asking
from sciencepop.accounts.services.invitations import invite
from sciencepop.accounts.services.roles import grant_role, was_ended
from sciencepop.bookings.rules.codes import new_code
from sciencepop.college.letters import tell_point
from sciencepop.college.models import PointState, TeachingPoint
from sciencepop.college.queries.points import get_point
from sciencepop.college.rules.points import NEEDS_REASON, may_become
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.vocabulary import vocabulary
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class PointWish:
    """What a community says of its point; the names are the columns of `TeachingPoint`."""

    name_zh: str
    town_code: str
    address_zh: str
    capacity: int
    head_name: str
    contact: str
    name_en: str = ""
    address_en: str = ""
    about: str = ""


def apply_point(wish: PointWish, *, by: Person, now: datetime) -> str:
    """Apply for a point; the branch is told by its desk. Returns its code."""
    with write() as session:
        point = TeachingPoint(
            **asdict(wish),
            code=new_code(),
            branch=vocabulary().branch_of(wish.town_code).slug,
            applied_by=by.id,
            applied_at=now,
            changed_at=now,
        )
        session.add(point)
        audit.record(session, by=by.id, at=now, action="college.point_apply", subject=point)
        attempts.remember(point.code)
        return point.code


def change_point(code: str, wish: PointWish, *, by: Person, now: datetime) -> None:
    """Put a point's facts right; its head and officers may."""
    staff_id = by.id
    with write() as session:
        point = get_point(session, code, lock=True)
        for name, value in asdict(wish).items():
            setattr(point, name, value)
        point.branch, point.changed_at = vocabulary().branch_of(wish.town_code).slug, now
        audit.record(session, by=staff_id, at=now, action="college.point_change", subject=point)
        attempts.remember(code)


def step_point(code: str, state: PointState, *, by: Person, now: datetime, reason: str = "") -> None:
    """Give a point another state; its heads and whoever applied are told. On approval the applicant heads it.

    Refuses WRONG_STATE, REASON_MISSING.
    """
    staff_id = by.id
    with write() as session:
        point = get_point(session, code, lock=True)
        if not may_become(point.state, state, point.suspended_from):
            raise RuleBroken(Refusal.WRONG_STATE)
        if state in NEEDS_REASON and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        is_new = point.state is PointState.APPLIED
        point.suspended_from = point.state if state is PointState.SUSPENDED else None
        point.state, point.changed_at = state, now
        point.state_reason = reason if state in NEEDS_REASON else ""
        point.approved_at = point.approved_at or (now if state is PointState.APPROVED else None)
        point.filed_at = point.filed_at or (now if state is PointState.FILED else None)
        point.plaqued_at = point.plaqued_at or (now if state is PointState.PLAQUED else None)
        session.flush()
        if is_new and state is PointState.APPROVED and point.applicant.is_active:
            grant_role(point.applicant, Role.POINT_HEAD, None, point_id=point.id, by=staff_id, now=now)
        for person in heads_of(session, point):
            tell_point(session, point, person, now=now)
        audit.record(session, by=staff_id, at=now, action=f"college.point_{state.value}", subject=point, reason=reason)
        attempts.remember(code)


HEAD = "college.head"
"""What invitations to head a point are called."""


def ask_head(code: str, address: str, *, by: Person, now: datetime) -> None:
    """Ask an address to head a point too; it agrees first. Refuses what `accounts.services.invite` refuses."""
    staff_id = by.id
    with write() as session:
        invite(session, HEAD, get_point(session, code).id, address, by=staff_id, now=now)
        attempts.remember(code)


def become_head(point: TeachingPoint, person: Person, *, by: int, asked_at: datetime, now: datetime) -> None:
    """Whoever was asked heads the point. Refuses WRONG_STATE for one that is not approved, ASKED_NO_MORE for whom it
    was ended since."""
    if point.approved_at is None:
        raise RuleBroken(Refusal.WRONG_STATE)
    if was_ended(person, Role.POINT_HEAD, point_id=point.id, since=asked_at):
        raise RuleBroken(Asking.ASKED_NO_MORE)
    grant_role(person, Role.POINT_HEAD, None, point_id=point.id, by=by, now=now)


def heads_of(session: Session, point: TeachingPoint) -> list[Person]:
    """Whoever applied, and who heads the point now; each once, closed accounts not."""
    granted = select(Person).join(Grant, Grant.person_id == Person.id)
    granted = granted.where(Grant.point_id == point.id, Grant.ended_at.is_(None))
    people = {person.id: person for person in (point.applicant, *session.scalars(granted))}
    return [person for person in people.values() if person.is_active]
