"""Reads of who was at a shift, and of what was odd about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.tokens import hash_token, is_token
from sciencepop.volunteers.models import Assignment, Attendance, HoursEntry, Kiosk, Shift, ShiftState, SignNote
from sciencepop.volunteers.queries.shifts import with_host
from sciencepop.volunteers.rules.assignments import FIRM, AssignmentState
from sciencepop.volunteers.rules.attendance_notes import NoteVerdict
from sciencepop.volunteers.rules.hours import HoursKind, HoursPolicy
from sciencepop.volunteers.rules.hours import Odd as Odd

MOST = 300
MOST_ODD = 100
LARGEST_ID = 2**63 - 1
LOOKED_AT_FOR = timedelta(days=30)
EXPECTED = (*FIRM, AssignmentState.NO_SHOW, AssignmentState.EXCUSED)


@dataclass(frozen=True)
class Line:
    """Somebody on a shift's list, with their marks and what was counted."""

    assignment: Assignment
    attendance: Attendance | None
    entry: HoursEntry | None


def get_shift(session: Session, id: int) -> Shift:
    """A shift with its base; NotFound for no shift's number."""
    wanted = select(Shift).options(*with_host()).where(Shift.id == id)
    found = session.scalar(wanted) if id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def get_assignment(session: Session, code: str) -> Assignment:
    """An assignment with its shift; NotFound for no assignment's code."""
    found = select(Assignment).options(joinedload(Assignment.shift).options(*with_host()))
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
) -> list[tuple[tuple[Odd, ...], Line]]:
    """What was odd in the last 30 days and nobody has looked at, the latest shift first, at most MOST_ODD.

    Everywhere for None.
    """
    found = _lines().where(_looked_at(policy, now), or_(_never_came(), _was_odd(), _said_later()))
    if base_ids is not None:
        found = found.where(Shift.base_id.in_(base_ids))
    rows = session.execute(found.order_by(Shift.starts_at.desc(), Assignment.id).limit(MOST_ODD)).all()
    lines = [Line(*row) for row in rows]
    noted = list_notes(session, [line.assignment.id for line in lines], is_open=True)
    return [(_what(line, line.assignment.id in noted), line) for line in lines]


def count_odd(session: Session, policy: HoursPolicy, now: datetime) -> dict[int | None, Counter[Odd]]:
    """How much of each kind `list_odd` would show, by base; None is where no base is the host."""
    found: dict[int | None, Counter[Odd]] = defaultdict(Counter)
    for what, is_so in ((Odd.NEVER_CAME, _never_came()), (Odd.SAID, _said_later())):
        for base_id, number in session.execute(_per_base(policy, now).where(is_so)):
            found[base_id][what] += number
    by_marks = _per_base(policy, now, Attendance.odd).where(_was_odd())
    for base_id, odd, number in session.execute(by_marks):
        for what in _read(odd):
            found[base_id][what] += number
    return found


def _per_base(policy: HoursPolicy, now: datetime, *more: Any) -> Select[Any]:
    return (
        select(Shift.base_id, *more, func.count(Assignment.id))
        .select_from(Assignment)
        .join(Shift, Assignment.shift_id == Shift.id)
        .outerjoin(Attendance, Attendance.assignment_id == Assignment.id)
        .where(_looked_at(policy, now))
        .group_by(Shift.base_id, *more)
    )


def _looked_at(policy: HoursPolicy, now: datetime) -> ColumnElement[bool]:
    """Shifts that took place, are counted, and are not older than the list goes back."""
    ended = Shift.ends_at <= now - policy.counted_after, Shift.ends_at > now - LOOKED_AT_FOR
    return and_(Shift.state != ShiftState.CANCELLED, *ended)


def _never_came() -> ColumnElement[bool]:
    counted = exists().where(aliased(HoursEntry).assignment_id == Assignment.id)
    return and_(Assignment.state == AssignmentState.CONFIRMED, Attendance.assignment_id.is_(None), ~counted)


def _was_odd() -> ColumnElement[bool]:
    """It was odd when it was counted; nobody has looked at it, nor corrected it."""
    first, fixed = aliased(HoursEntry), aliased(HoursEntry)
    corrected = exists().where(first.assignment_id == Assignment.id, fixed.corrects_id == first.id)
    return and_(Attendance.odd != "", Attendance.seen_at.is_(None), ~corrected)


def _said_later() -> ColumnElement[bool]:
    open_note = SignNote.verdict == NoteVerdict.SAID, SignNote.settled_at.is_(None)
    return exists().where(SignNote.assignment_id == Assignment.id, *open_note)


def _what(line: Line, is_noted: bool) -> tuple[Odd, ...]:
    marks = line.attendance
    said = (Odd.SAID,) if is_noted else ()
    if marks is None:
        is_missing = line.assignment.state is AssignmentState.CONFIRMED and line.entry is None
        return (Odd.NEVER_CAME, *said) if is_missing else said
    return (*(_read(marks.odd) if marks.seen_at is None else ()), *said)


def _read(odd: str) -> list[Odd]:
    return [Odd(word) for word in odd.split()]


def list_notes(
    session: Session, assignment_ids: Collection[int], *, is_open: bool = False
) -> dict[int, list[SignNote]]:
    """What volunteers' telephones said later, by assignment, in the order of the day; `is_open`: not settled yet."""
    found = select(SignNote).where(SignNote.assignment_id.in_(assignment_ids), SignNote.verdict == NoteVerdict.SAID)
    if is_open:
        found = found.where(SignNote.settled_at.is_(None))
    notes: dict[int, list[SignNote]] = defaultdict(list)
    for note in session.scalars(found.order_by(SignNote.at, SignNote.id)):
        notes[note.assignment_id].append(note)
    return dict(notes)


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
            joinedload(Assignment.shift).options(*with_host()),
        )
    )
