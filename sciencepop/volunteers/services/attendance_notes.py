"""What volunteers' own telephones noted without network arrives: once each, whatever is sent again.

The telephone proves by a pass that its page was given to the volunteer, and by the digits that somebody stood before
the screen at that minute. Whatever cannot be checked is kept as what somebody says, for the coordinator.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.gates import MERGED_FOR
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.signing import keyed_hash, same
from sciencepop.volunteers.hosts import may_run
from sciencepop.volunteers.models import Assignment, SignNote
from sciencepop.volunteers.queries.attendance import get_assignment
from sciencepop.volunteers.rules.assignments import FIRM
from sciencepop.volunteers.rules.attendance_notes import (
    MOST_NOTES,
    STEPS,
    Doubt,
    Move,
    NoteVerdict,
    PhoneNote,
    doubt_of,
    is_fresh,
    moment_of,
)
from sciencepop.volunteers.rules.hours import HoursRefusal, MarkSource
from sciencepop.volunteers.services.attendance import is_counted, lock_assignment, note_mark
from sciencepop.volunteers.shift_codes import is_shift_code

_QUIET = {"synchronize_session": False}
Judged = tuple[NoteVerdict, HoursRefusal | None]


def pass_of(assignment: Assignment) -> str:
    """What shows that the page was given to this volunteer: no cookie is asked for, they may have signed out since."""
    return keyed_hash("sign-note", assignment.code, str(assignment.person_id))[:32]


def get_for_pass(session: Session, code: str, shown: str, now: datetime) -> Assignment:
    """The assignment that a telephone may note for. NotFound without its pass, for who left, and a week after it."""
    assignment = get_assignment(session, code)
    is_over = now > assignment.shift.ends_at + MERGED_FOR or assignment.person.closed_at is not None
    if is_over or not same(pass_of(assignment), shown):
        raise NotFound
    return assignment


def take_note(code: str, note: PhoneNote, *, sent_at: datetime, now: datetime) -> Judged:
    """Take one note, and say what became of it; for a refused one also why. The caller has asked for the pass.

    A nonce that came before gets its first verdict. Refuses TOO_MANY_NOTES.
    """
    with write() as session:
        assignment = lock_assignment(session, code)
        mine = SignNote.assignment_id == assignment.id
        known = session.scalar(select(SignNote).where(mine, SignNote.nonce == note.nonce))
        if known:
            return known.verdict, None
        if (session.scalar(select(func.count(SignNote.id)).where(mine)) or 0) >= MOST_NOTES:
            raise RuleBroken(HoursRefusal.TOO_MANY_NOTES)
        at = moment_of(note, sent_at=sent_at, now=now)
        verdict, doubt, refused = _judge(session, assignment, note, at, sent_at=sent_at, now=now)
        row = SignNote(
            assignment_id=assignment.id,
            nonce=note.nonce,
            move=note.move,
            at=at,
            received_at=now,
            verdict=verdict,
            doubt=doubt,
        )
        session.add(row)
        if verdict is NoteVerdict.SAID:
            audit.record(session, by=assignment.person_id, at=now, action="assignment.said_later", subject=assignment)
        return verdict, refused


def _judge(
    session: Session, assignment: Assignment, note: PhoneNote, at: datetime, *, sent_at: datetime, now: datetime
) -> tuple[NoteVerdict, Doubt | None, HoursRefusal | None]:
    doubt = doubt_of(
        sent_at=sent_at,
        now=now,
        digits_are_right=is_shift_code(assignment.shift_id, note.digits, at, STEPS),
        is_counted=is_counted(session, assignment.id),
    )
    refused = HoursRefusal.WRONG_CODE if doubt is Doubt.DIGITS else None
    if doubt is None:
        try:
            _write(session, assignment, note.move, at)
        except RuleBroken as broken:
            refused = broken.code if isinstance(broken.code, HoursRefusal) else HoursRefusal.NOT_SIGNED_UP
            doubt = Doubt.MARKS
        else:
            return NoteVerdict.MARK, None, None
    if refused and is_fresh(at, now):
        return NoteVerdict.REFUSED, None, refused
    return NoteVerdict.SAID, doubt, None


def _write(session: Session, assignment: Assignment, move: Move, at: datetime) -> None:
    """The mark itself. Whoever was noted absent, or excused, by somebody is not there again by a telephone."""
    if may_run(assignment.person, assignment.shift):
        raise RuleBroken(HoursRefusal.CODE_KNOWN)
    if assignment.state not in FIRM:
        raise RuleBroken(HoursRefusal.NOT_SIGNED_UP)
    note_mark(session, assignment, move, MarkSource.LATER, at, by=assignment.person_id)


def settle_notes(session: Session, assignment_id: int, *, by: int, now: datetime) -> int:
    """Somebody looked at what the volunteer said later. Call inside a unit of work; returns how many there were."""
    waiting = SignNote.assignment_id == assignment_id, SignNote.verdict == NoteVerdict.SAID
    settled = update(SignNote).where(*waiting, SignNote.settled_at.is_(None)).values(settled_at=now, settled_by=by)
    return int(getattr(session.execute(settled, execution_options=_QUIET), "rowcount", 0))
