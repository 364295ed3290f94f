"""Shifts that are over become hours, once each; and what is odd about them is settled by somebody who looked."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Assignment, Attendance, HoursEntry, Shift, ShiftState
from sciencepop.volunteers.rules.assignments import AssignmentState, may_become
from sciencepop.volunteers.rules.hours import (
    HoursKind,
    HoursRefusal,
    MarkSource,
    counted_minutes,
    odd_of,
    refuse_words,
    refuse_writing,
)
from sciencepop.volunteers.services.attendance import is_counted, lock_assignment
from sciencepop.volunteers.services.attendance_notes import settle_notes
from sciencepop.volunteers.services.become import become

AT_ONCE = 200
log = logging.getLogger(__name__)
S = AssignmentState
WAS_THERE = (S.CHECKED_IN, S.COMPLETED)


def count_shifts(now: datetime) -> int:
    """Write down the hours of everybody who came to shifts that ended long enough ago; returns how many.

    Who did not sign out is taken to have stayed to the end of the plan, and that is looked at (`queries.attendance`).
    Whom somebody noted absent or excused is not counted, whatever marks there are.
    """
    codes = db.session.scalars(_due(now).limit(AT_ONCE)).all()
    return sum(_try(code, now) for code in codes)


def _try(code: str, now: datetime) -> bool:
    """One that fails is left for the next minute, and does not keep the others from their hours."""
    try:
        return _count(code, now=now)
    except Exception:
        log.exception("the hours of an assignment could not be counted: %s", code)
        return False


def is_behind(now: datetime) -> bool:
    """Whether some of what is due is not counted yet."""
    return db.session.scalar(_due(now).limit(1)) is not None


def _due(now: datetime) -> Select[str]:
    ended_by = now - hours_policy().counted_after
    counted = select(HoursEntry.id).where(HoursEntry.assignment_id == Assignment.id, HoursEntry.kind == HoursKind.SHIFT)
    return (
        select(Assignment.code)
        .join(Attendance, Attendance.assignment_id == Assignment.id)
        .join(Shift, Assignment.shift_id == Shift.id)
        .where(Shift.ends_at <= ended_by, Shift.state != ShiftState.CANCELLED, ~counted.exists())
        .where(Assignment.state.in_(WAS_THERE))
        .order_by(Shift.ends_at, Assignment.id)
    )


def _count(code: str, *, now: datetime) -> bool:
    with write() as session:
        assignment = lock_assignment(session, code)
        row = session.get(Attendance, assignment.id, populate_existing=True)
        if row is None or assignment.state not in WAS_THERE or is_counted(session, assignment.id):
            return False
        shift = assignment.shift
        if row.left_at is None:
            row.left_at, row.left_source = max(shift.ends_at, row.came_at), MarkSource.CLOCK
        if assignment.state is S.CHECKED_IN:
            become(session, assignment, assignment.shift, S.COMPLETED, now=now)
        times = {"came_at": row.came_at, "left_at": row.left_at, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
        minutes = counted_minutes(**times)
        by_clock = row.left_source is MarkSource.CLOCK
        row.odd = " ".join(odd_of(**times, by_clock=by_clock, policy=hours_policy()))
        session.add(_entry(assignment, minutes, recorded_by=_recorder(assignment, row), now=now))
        return True


def _recorder(assignment: Assignment, row: Attendance) -> int | None:
    """The member of staff among those who wrote the marks; None where the volunteer did."""
    return next((by for by in (row.left_by, row.came_by) if by not in (None, assignment.person_id)), None)


def record_missed(code: str, minutes: int, reason: str, *, by: Person, now: datetime) -> None:
    """Write down the hours of somebody who was there but never signed in. The caller asked whether `by` manages it.

    Refuses NOT_SIGNED_UP, NOT_OVER, COUNTED_ALREADY, OWN_HOURS, NOT_SO_MANY, WORDS_MISSING.
    """
    with write() as session:
        assignment = _lock_uncounted(session, code, now)
        refused = refuse_words(reason) or refuse_writing(
            person_id=assignment.person_id,
            by=by.id,
            minutes=minutes,
            served_on=_day(assignment.shift),
            today=local(now).date(),
        )
        if refused or minutes > assignment.shift.minutes:
            raise RuleBroken(refused or HoursRefusal.NOT_SO_MANY, most=assignment.shift.minutes)
        entry = _entry(assignment, minutes, recorded_by=by.id, now=now)
        entry.reason = reason
        session.add(entry)
        if assignment.state is not S.COMPLETED:
            become(session, assignment, assignment.shift, S.COMPLETED, now=now)
        settle_notes(session, assignment.id, by=by.id, now=now)
        audit.record(session, by=by.id, at=now, action="hours.recorded", subject=entry, minutes=minutes)
        attempts.remember(code)


def mark_absent(code: str, *, is_excused: bool, by: Person, now: datetime) -> None:
    """Somebody who was expected did not come. The caller has asked whether `by` manages the base.

    Refuses NOT_SIGNED_UP, NOT_OVER, COUNTED_ALREADY, OWN_HOURS.
    """
    with write() as session:
        assignment = _lock_uncounted(session, code, now)
        if assignment.person_id == by.id:
            raise RuleBroken(HoursRefusal.OWN_HOURS)
        state = S.EXCUSED if is_excused else S.NO_SHOW
        if not may_become(assignment.state, state):
            raise RuleBroken(HoursRefusal.NOT_SIGNED_UP)
        become(session, assignment, assignment.shift, state, now=now)
        settle_notes(session, assignment.id, by=by.id, now=now)
        action = "assignment.excused" if is_excused else "assignment.no_show"
        audit.record(session, by=by.id, at=now, action=action, subject=assignment)
        attempts.remember(code)


def mark_seen(code: str, *, by: Person, now: datetime) -> None:
    """Somebody looked at what was odd and lets it stand. The caller has asked whether `by` manages the base.

    Refuses OWN_HOURS, NOT_IN where nobody signed or said anything.
    """
    with write() as session:
        assignment = lock_assignment(session, code)
        if assignment.person_id == by.id:
            raise RuleBroken(HoursRefusal.OWN_HOURS)
        row = session.get(Attendance, assignment.id, populate_existing=True)
        settled = settle_notes(session, assignment.id, by=by.id, now=now)
        if row is None and not settled:
            raise RuleBroken(HoursRefusal.NOT_IN)
        is_new = row is not None and row.seen_at is None
        if row is not None and is_new:
            row.seen_at, row.seen_by = now, by.id
        if is_new or settled:
            audit.record(session, by=by.id, at=now, action="assignment.seen", subject=assignment)
        attempts.remember(code)


def _lock_uncounted(session: Session, code: str, now: datetime) -> Assignment:
    """An assignment of a shift that is over and stands in no ledger."""
    assignment = lock_assignment(session, code)
    if now < assignment.shift.ends_at:
        raise RuleBroken(HoursRefusal.NOT_OVER)
    if is_counted(session, assignment.id):
        raise RuleBroken(HoursRefusal.COUNTED_ALREADY)
    if assignment.state not in (S.CONFIRMED, S.NO_SHOW, S.EXCUSED, S.CHECKED_IN, S.COMPLETED):
        raise RuleBroken(HoursRefusal.NOT_SIGNED_UP)
    return assignment


def _entry(assignment: Assignment, minutes: int, *, recorded_by: int | None, now: datetime) -> HoursEntry:
    shift = assignment.shift
    return HoursEntry(
        code=new_code(),
        person_id=assignment.person_id,
        base_id=shift.base_id,
        assignment_id=assignment.id,
        kind=HoursKind.SHIFT,
        minutes=minutes,
        served_on=_day(shift),
        what=shift.title_zh,
        reason="",
        recorded_by=recorded_by,
        recorded_at=now,
        is_sample=assignment.is_sample,
    )


def _day(shift: Shift) -> date:
    return local(shift.starts_at).date()
