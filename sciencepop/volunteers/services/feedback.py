"""Feedback both ways: a volunteer about a shift, without a name; a coordinator about a volunteer, who may answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import care_letters
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Assignment, AssignmentState, NoteKind, ShiftFeedback, VolunteerNote
from sciencepop.volunteers.queries import care as queries
from sciencepop.volunteers.queries.assignments import get_assignment
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.care import CareRefusal, Tick, refuse_feedback, refuse_words
from sciencepop.volunteers.services.lock import lock_shift, shift_of

NOTED = (*states.FIRM, AssignmentState.NO_SHOW, AssignmentState.EXCUSED)


def give_feedback(code: str, ticks: Collection[Tick], words: str, *, by: Person, now: datetime) -> None:
    """Say how a shift was, or say it anew. Refuses FEEDBACK_CLOSED; NotFound for somebody else's assignment."""
    with write() as session:
        lock_shift(session, shift_of(session, code, by.id))
        assignment = get_assignment(session, code, by.id)
        refused = refuse_feedback(
            assignment.state, ends_at=assignment.shift.ends_at, counted_after=hours_policy().counted_after, now=now
        )
        if refused:
            raise RuleBroken(refused)
        row = queries.find_feedback(session, assignment.id)
        if row is None:
            row = ShiftFeedback(assignment_id=assignment.id)
            session.add(row)
        row.ticks, row.words, row.given_at = [tick.value for tick in Tick if tick in ticks], words, now
        attempts.remember(code)


def write_note(code: str, kind: NoteKind, words: str, *, by: Person, now: datetime) -> int:
    """Praise a volunteer of a shift, or name a concern; they are told. Returns the shift's number.

    The caller has asked whether `by` manages the base. Refuses OWN_NOTE, NOT_BEGUN, NOTED_ALREADY, WORDS_MISSING.
    """
    with write() as session:
        shift = lock_shift(session, shift_of(session, code))
        assignment = get_assignment(session, code)
        refused = _refuse_note(session, assignment, kind, words, by=by.id, now=now)
        if refused:
            raise RuleBroken(refused)
        note = VolunteerNote(
            code=new_code(),
            person_id=assignment.person_id,
            assignment_id=assignment.id,
            shift_id=shift.id,
            kind=kind,
            words=words,
            written_by=by.id,
            written_at=now,
        )
        session.add(note)
        audit.record(session, by=by.id, at=now, action=f"note.{kind.value}", subject=note)
        care_letters.tell_note(session, note, assignment.person, shift, now=now)
        attempts.remember(str(shift.id))
        return shift.id


def _refuse_note(
    session: Session, assignment: Assignment, kind: NoteKind, words: str, *, by: int, now: datetime
) -> CareRefusal | None:
    if assignment.person_id == by:
        return CareRefusal.OWN_NOTE
    if assignment.state not in NOTED or now < assignment.shift.starts_at:
        return CareRefusal.NOT_BEGUN
    same = VolunteerNote.assignment_id == assignment.id, VolunteerNote.kind == kind
    if session.scalar(select(exists().where(*same))):
        return CareRefusal.NOTED_ALREADY
    return refuse_words(words)


def answer_note(code: str, words: str, *, by: Person, now: datetime) -> None:
    """Answer a note about oneself, once. Refuses ANSWERED_ALREADY, WORDS_MISSING; NotFound for another's."""
    with write() as session:
        note = queries.get_own_note(session, code, by.id)
        refused = CareRefusal.ANSWERED_ALREADY if note.answered_at else refuse_words(words)
        if refused:
            raise RuleBroken(refused)
        note.answer, note.answered_at = words, now
        audit.record(session, by=by.id, at=now, action="note.answered", subject=note)
        attempts.remember(code)


def forget_notes(now: datetime) -> int:
    """Delete notes that are too old to tell anything. Harmless to run twice."""
    old = delete(VolunteerNote).where(VolunteerNote.written_at < now - timedelta(days=care_policy().note_kept_days))
    with write() as session:
        done = session.execute(old, execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))
