"""Reads of who was at a shift, and of what was odd about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.tokens import hash_token, is_token
from sciencepop.volunteers.models import Assignment, Attendance, HoursEntry, Kiosk, Shift, ShiftState
from sciencepop.volunteers.rules.assignments import FIRM, AssignmentState
from sciencepop.volunteers.rules.hours import HoursKind, HoursPolicy, MarkSource

MOST = 300
LARGEST_ID = 2**63 - 1
LOOKED_AT_FOR = timedelta(days=30)
EXPECTED = (*FIRM, AssignmentState.NO_SHOW, AssignmentState.EXCUSED)


@dataclass(frozen=True)
class Line:
    """Somebody on a shift's list, with their marks and what was counted."""

    assignment: Assignment
    attendance: Attendance | None
    entry: HoursEntry | None


class Odd(StrEnum):
    """What somebody should look at: nobody signed in, the clock signed out, or little of the plan was served."""

    NEVER_CAME = "never_came"
    NEVER_LEFT = "never_left"
    SHORT = "short"


def get_shift(session: Session, id: int) -> Shift:
    """A shift with its base; NotFound for no shift's number."""
    wanted = select(Shift).options(joinedload(Shift.base)).where(Shift.id == id)
    found = session.scalar(wanted) if id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def get_assignment(session: Session, code: str) -> Assignment:
    """An assignment with its shift; NotFound for no assignment's code."""
    found = select(Assignment).options(joinedload(Assignment.shift).joinedload(Shift.base))
    assignment = session.scalar(found.where(Assignment.code == code)) if CODE.fullmatch(code) else None
    if assignment is None:
        raise NotFound
    return assignment


def list_lines(session: Session, shift_id: int) -> Sequence[Line]:
    """Everybody who is expected at a shift or was there, by name."""
    found = _lines().where(Assignment.shift_id == shift_id, Assignment.state.in_(EXPECTED))
    return [Line(*row) for row in session.execute(found.order_by(Person.name, Assignment.id).limit(MOST))]


def find_line(session: Session, assignment_id: int) -> Line | None:
    """One assignment with its marks and what was counted."""
    row = session.execute(_lines().where(Assignment.id == assignment_id)).one_or_none()
    return Line(*row) if row else None


def list_odd(
    session: Session, base_ids: Collection[int] | None, policy: HoursPolicy, now: datetime
) -> list[tuple[Odd, Line]]:
    """What was odd in the last 30 days and nobody has looked at, the latest shift first; everywhere for None."""
    never_came = and_(Assignment.state == AssignmentState.CONFIRMED, Attendance.assignment_id.is_(None))
    never_left = Attendance.left_source == MarkSource.CLOCK
    found = (
        _lines()
        .where(Shift.state != ShiftState.CANCELLED, Shift.ends_at <= now - policy.counted_after)
        .where(Shift.ends_at > now - LOOKED_AT_FOR, Attendance.seen_at.is_(None))
        .where(or_(never_came, never_left, HoursEntry.id.is_not(None)), ~_was_corrected())
        .order_by(Shift.starts_at.desc(), Assignment.id)
    )
    if base_ids is not None:
        found = found.where(Shift.base_id.in_(base_ids))
    lines = (Line(*row) for row in session.execute(found.limit(5 * MOST)))
    odd = ((_what(line, policy), line) for line in lines)
    return [(what, line) for what, line in odd if what][:MOST]


def _what(line: Line, policy: HoursPolicy) -> Odd | None:
    if line.attendance is None:
        return Odd.NEVER_CAME if line.entry is None else None
    if line.attendance.left_source is MarkSource.CLOCK:
        return Odd.NEVER_LEFT
    enough = line.assignment.shift.minutes * policy.odd_below_percent / 100
    return Odd.SHORT if line.entry and line.entry.minutes < enough else None


def find_kiosk(session: Session, token: str) -> Kiosk | None:
    """The kiosk of a secret, ended or not: what it noted before may still arrive. None for any other text."""
    if not is_token(token):
        return None
    found = select(Kiosk).options(joinedload(Kiosk.shift)).where(Kiosk.token_hash == hash_token(token))
    return session.scalar(found)


def count_kiosks(session: Session, shift_id: int) -> int:
    """How many devices may sign volunteers of a shift in."""
    return len(session.scalars(select(Kiosk.id).where(Kiosk.shift_id == shift_id, Kiosk.ended_at.is_(None))).all())


def _lines() -> Select[Assignment, Attendance | None, HoursEntry | None]:
    counted = and_(HoursEntry.assignment_id == Assignment.id, HoursEntry.kind == HoursKind.SHIFT)
    return (
        select(Assignment, Attendance, HoursEntry)
        .join(Shift, Assignment.shift_id == Shift.id)
        .join(Person, Assignment.person_id == Person.id)
        .outerjoin(Attendance, Attendance.assignment_id == Assignment.id)
        .outerjoin(HoursEntry, counted)
        .options(
            joinedload(Assignment.person),
            joinedload(Assignment.need),
            joinedload(Assignment.shift).joinedload(Shift.base),
        )
    )


def _was_corrected() -> ColumnElement[bool]:
    fixed = aliased(HoursEntry)
    return exists().where(fixed.corrects_id == HoursEntry.id)
