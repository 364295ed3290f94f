"""Signing in and out of shifts: by the code on the screen, by a coordinator, or at a kiosk.

Marks may be put right until the shift is counted (`services.count`). A volunteer who goes and comes back keeps the time
of the first coming and gets that of the last leaving.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token
from sciencepop.volunteers.hosts import may_run
from sciencepop.volunteers.models import Assignment, Attendance, HoursEntry, Kiosk, Shift, ShiftState
from sciencepop.volunteers.rules.assignments import AssignmentState
from sciencepop.volunteers.rules.attendance_notes import Move as Move
from sciencepop.volunteers.rules.attendance_notes import refuse_leaving
from sciencepop.volunteers.rules.hours import HoursRefusal, MarkSource, refuse_sign_in
from sciencepop.volunteers.services.become import become
from sciencepop.volunteers.services.lock import lock_shift, shift_of
from sciencepop.volunteers.shift_codes import is_shift_code

S = AssignmentState


def sign(code: str, move: Move, typed: str, *, by: Person, now: datetime) -> None:
    """A volunteer signs in or out with the code on the screen. NotFound for somebody else's assignment.

    Refuses what `mark` refuses, WRONG_CODE, and CODE_KNOWN to who runs the base. The caller limits how often somebody
    may try.
    """
    with write() as session:
        assignment = lock_assignment(session, code)
        if assignment.person_id != by.id:
            raise NotFound
        if may_run(by, assignment.shift):
            raise RuleBroken(HoursRefusal.CODE_KNOWN)
        if not is_shift_code(assignment.shift_id, typed, now):
            raise RuleBroken(HoursRefusal.WRONG_CODE)
        _mark(session, assignment, move, MarkSource.CODE, by=by.id, now=now)


def mark(code: str, move: Move, *, by: Person, now: datetime) -> None:
    """A coordinator signs somebody in or out, or undoes it. The caller has asked whether `by` manages the base.

    Refuses NOT_SIGNED_UP, SIGN_IN_CLOSED, IN_ALREADY, NOT_IN, OUT_ALREADY, COUNTED_ALREADY, OWN_HOURS.
    """
    with write() as session:
        assignment = lock_assignment(session, code)
        if assignment.person_id == by.id:
            raise RuleBroken(HoursRefusal.OWN_HOURS)
        _mark(session, assignment, move, MarkSource.COORDINATOR, by=by.id, now=now)


def open_kiosk(shift_id: int, *, by: Person, now: datetime) -> str:
    """Let a device at the shift sign volunteers in and out; returns its secret. Refuses SIGN_IN_CLOSED."""
    with write() as session:
        shift = session.get_one(Shift, shift_id)
        if shift.state is ShiftState.CANCELLED or now >= shift.ends_at:
            raise RuleBroken(HoursRefusal.SIGN_IN_CLOSED)
        token = new_token()
        kiosk = Kiosk(shift_id=shift_id, token_hash=hash_token(token), opened_by=by.id, opened_at=now)
        session.add(kiosk)
        audit.record(session, by=by.id, at=now, action="shift.kiosk_opened", subject=shift)
        return token


def end_kiosks(shift_id: int, *, by: Person, now: datetime) -> None:
    """No device signs anybody in any more, until another one is opened."""
    with write() as session:
        for kiosk in session.scalars(select(Kiosk).where(Kiosk.shift_id == shift_id, Kiosk.ended_at.is_(None))):
            kiosk.ended_at = now
        audit.record(session, by=by.id, at=now, action="shift.kiosks_ended", subject=session.get_one(Shift, shift_id))


def mark_at_kiosk(kiosk_id: int, code: str, move: Move, *, now: datetime) -> None:
    """A volunteer signs in or out on the device of a coordinator, who is noted with it.

    Refuses what `mark` refuses, and KIOSK_ENDED. NotFound for an assignment of another shift.
    """
    with write() as session:
        assignment = lock_assignment(session, code)
        kiosk = session.get_one(Kiosk, kiosk_id, populate_existing=True)
        if assignment.shift_id != kiosk.shift_id or move is Move.UNDO:
            raise NotFound
        if kiosk.ended_at:
            raise RuleBroken(HoursRefusal.KIOSK_ENDED)
        if assignment.person_id == kiosk.opened_by:
            raise RuleBroken(HoursRefusal.OWN_HOURS)
        _mark(session, assignment, move, MarkSource.KIOSK, by=kiosk.opened_by, now=now)


def note_at_kiosk(kiosk_id: int, code: str, move: Move, at: datetime, *, now: datetime) -> None:
    """What a kiosk noted while it had no network. The same note twice, or notes in another order, end the same.

    Coming is the earliest note, leaving the latest. Refuses NOT_SIGNED_UP, SIGN_IN_CLOSED, NOT_IN, COUNTED_ALREADY,
    OWN_HOURS, KIOSK_ENDED for what was noted after its end. NotFound for an assignment of another shift.
    """
    with write() as session:
        assignment = lock_assignment(session, code)
        kiosk = session.get_one(Kiosk, kiosk_id, populate_existing=True)
        if assignment.shift_id != kiosk.shift_id or move is Move.UNDO:
            raise NotFound
        at = min(max(at, kiosk.opened_at), now)
        if kiosk.ended_at and at > kiosk.ended_at:
            raise RuleBroken(HoursRefusal.KIOSK_ENDED)
        if assignment.person_id == kiosk.opened_by:
            raise RuleBroken(HoursRefusal.OWN_HOURS)
        note_mark(session, assignment, move, MarkSource.KIOSK, at, by=kiosk.opened_by)


def note_mark(
    session: Session, assignment: Assignment, move: Move, source: MarkSource, at: datetime, *, by: int
) -> None:
    """Write down what a device noted at `at`, with the shift locked: the earliest coming, the latest leaving.

    Refuses what `mark` refuses; the same again, or what the marks say already, changes nothing.
    """
    row = session.get(Attendance, assignment.id, populate_existing=True)
    if _says_it_already(row, move, at):
        return
    if is_counted(session, assignment.id):
        raise RuleBroken(HoursRefusal.COUNTED_ALREADY)
    shift = assignment.shift
    refused = (
        refuse_sign_in(starts_at=shift.starts_at, ends_at=shift.ends_at, now=at)
        if move is Move.IN
        else refuse_leaving(ends_at=shift.ends_at, at=at)
    )
    if refused:
        raise RuleBroken(refused)
    if row and move is Move.IN and at < row.came_at:
        _refuse_against_staff(source, row.came_source, HoursRefusal.IN_ALREADY)
        row.came_at, row.came_source, row.came_by = at, source, by
    elif row and move is Move.OUT and row.left_at:
        _refuse_against_staff(source, row.left_source, HoursRefusal.OUT_ALREADY)
        row.left_at, row.left_source, row.left_by = at, source, by
    else:
        _mark(session, assignment, move, source, by=by, now=at)
        return
    audit.record(session, by=by, at=at, action=f"assignment.{move.value}", subject=assignment, source=source.value)


def _refuse_against_staff(source: MarkSource, written: MarkSource | None, refusal: HoursRefusal) -> None:
    """A volunteer's own telephone changes nothing that a coordinator wrote down."""
    if source is MarkSource.LATER and written is MarkSource.COORDINATOR:
        raise RuleBroken(refusal)


def _says_it_already(row: Attendance | None, move: Move, at: datetime) -> bool:
    """Whether the marks say all that a note could add."""
    if row is None:
        return False
    if move is Move.IN:
        return row.came_at <= at and (row.left_at is None or at <= row.left_at)
    return at < (row.back_at or row.came_at) or (row.left_at is not None and at <= row.left_at)


def lock_assignment(session: Session, code: str) -> Assignment:
    """An assignment as it is, with its shift locked first. NotFound for no assignment's code."""
    lock_shift(session, shift_of(session, code))
    found = select(Assignment).where(Assignment.code == code)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def is_counted(session: Session, assignment_id: int) -> bool:
    """Whether the shift stands in the ledger, so that only a correction changes it."""
    counted = select(HoursEntry.id).where(HoursEntry.assignment_id == assignment_id, HoursEntry.corrects_id.is_(None))
    return session.scalar(counted.limit(1)) is not None


def _mark(session: Session, assignment: Assignment, move: Move, source: MarkSource, *, by: int, now: datetime) -> None:
    if is_counted(session, assignment.id):
        raise RuleBroken(HoursRefusal.COUNTED_ALREADY)
    row = session.get(Attendance, assignment.id, populate_existing=True)
    {Move.IN: _come, Move.OUT: _leave, Move.UNDO: _undo}[move](session, assignment, row, source, by, now)
    audit.record(session, by=by, at=now, action=f"assignment.{move.value}", subject=assignment, source=source.value)
    attempts.remember(assignment.code)


def _come(
    session: Session, assignment: Assignment, row: Attendance | None, source: MarkSource, by: int, now: datetime
) -> None:
    if assignment.state not in (S.CONFIRMED, S.NO_SHOW, S.COMPLETED, S.CHECKED_IN):
        raise RuleBroken(HoursRefusal.NOT_SIGNED_UP)
    refused = refuse_sign_in(starts_at=assignment.shift.starts_at, ends_at=assignment.shift.ends_at, now=now)
    if refused:
        raise RuleBroken(refused)
    if row and row.left_at is None:
        raise RuleBroken(HoursRefusal.IN_ALREADY)
    if row:
        row.left_at = row.left_source = row.left_by = None
        row.back_at = now
    else:
        session.add(Attendance(assignment_id=assignment.id, came_at=now, came_source=source, came_by=by))
    become(session, assignment, assignment.shift, S.CHECKED_IN, now=now)


def _leave(
    session: Session, assignment: Assignment, row: Attendance | None, source: MarkSource, by: int, now: datetime
) -> None:
    if row is None:
        raise RuleBroken(HoursRefusal.NOT_IN)
    if row.left_at:
        raise RuleBroken(HoursRefusal.OUT_ALREADY)
    row.left_at, row.left_source, row.left_by = now, source, by
    become(session, assignment, assignment.shift, S.COMPLETED, now=now)


def _undo(
    session: Session, assignment: Assignment, row: Attendance | None, _source: MarkSource, _by: int, now: datetime
) -> None:
    if row is None:
        raise RuleBroken(HoursRefusal.NOT_IN)
    if row.left_at:
        row.left_at = row.left_source = row.left_by = None
        become(session, assignment, assignment.shift, S.CHECKED_IN, now=now)
    else:
        session.delete(row)
        become(session, assignment, assignment.shift, S.CONFIRMED, now=now)
