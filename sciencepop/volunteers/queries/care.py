"""Reads of briefings, messages, thanks, feedback and notes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    HoursEntry,
    HoursMilestone,
    ShiftBriefing,
    ShiftFeedback,
    ShiftMessage,
    ShiftThanks,
    Volunteer,
    VolunteerNote,
)
from sciencepop.volunteers.queries.shifts import with_host
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.care import MILESTONES, Audience, Verdict, verdict

MOST = 200
INFORMED = (*states.FIRM, AssignmentState.WAITING)
"""Who sees a shift's briefing: the certain, and the reserve."""
HEARS_CERTAIN = states.FIRM
HEARS_ALL = states.LIVE


def find_briefing(session: Session, shift_id: int) -> ShiftBriefing | None:
    """What a shift's people are told, as it is now."""
    return session.get(ShiftBriefing, shift_id, populate_existing=True)


def find_thanks(session: Session, shift_id: int) -> ShiftThanks | None:
    """The thanks that were sent for a shift."""
    return session.get(ShiftThanks, shift_id, populate_existing=True)


def list_messages(session: Session, shift_id: int) -> Sequence[ShiftMessage]:
    """Everything written in a shift, the latest first, for those who run it."""
    found = select(ShiftMessage).where(ShiftMessage.shift_id == shift_id)
    found = found.options(
        joinedload(ShiftMessage.author), joinedload(ShiftMessage.assignment).joinedload(Assignment.person)
    )
    return session.scalars(found.order_by(ShiftMessage.sent_at.desc(), ShiftMessage.id.desc()).limit(MOST)).all()


def list_messages_for(session: Session, assignment: Assignment) -> Sequence[ShiftMessage]:
    """What a volunteer sees of it, the latest first: to their group, and between them and the coordinator."""
    heard = [Audience.CERTAIN] if assignment.state in HEARS_CERTAIN else []
    heard += [Audience.EVERYBODY] if assignment.state in HEARS_ALL else []
    found = select(ShiftMessage).where(
        ShiftMessage.shift_id == assignment.shift_id,
        or_(ShiftMessage.audience.in_(heard), ShiftMessage.assignment_id == assignment.id),
    )
    return session.scalars(found.order_by(ShiftMessage.sent_at.desc(), ShiftMessage.id.desc()).limit(MOST)).all()


def count_messages(
    session: Session,
    shift_id: int,
    since: datetime,
    *,
    audiences: Collection[Audience],
    assignment_id: int | None = None,
) -> int:
    """How many of these were sent in a shift since a moment, with one volunteer or (None) with all."""
    found = select(func.count(ShiftMessage.id)).where(
        ShiftMessage.shift_id == shift_id, ShiftMessage.sent_at >= since, ShiftMessage.audience.in_(audiences)
    )
    if assignment_id is not None:
        found = found.where(ShiftMessage.assignment_id == assignment_id)
    return int(session.scalar(found) or 0)


def has_written(session: Session, assignment: Assignment) -> bool:
    """Whether a volunteer has written to those who run the shift."""
    asked = ShiftMessage.assignment_id == assignment.id, ShiftMessage.audience == Audience.COORDINATORS
    return bool(session.scalar(select(exists().where(*asked))))


def list_written(session: Session, person_id: int) -> Sequence[ShiftMessage]:
    """What somebody wrote in shifts, and what was written to them alone, oldest first."""
    mine = select(Assignment.id).where(Assignment.person_id == person_id)
    found = select(ShiftMessage).where(or_(ShiftMessage.author_id == person_id, ShiftMessage.assignment_id.in_(mine)))
    return session.scalars(found.order_by(ShiftMessage.id).limit(1000)).all()


def list_expected(session: Session, shift_id: int) -> Sequence[Assignment]:
    """Everybody who was expected at a shift, by name, for notes."""
    expected = (*states.FIRM, AssignmentState.NO_SHOW, AssignmentState.EXCUSED)
    found = select(Assignment).join(Person, Assignment.person_id == Person.id)
    found = found.where(Assignment.shift_id == shift_id, Assignment.state.in_(expected))
    found = found.options(joinedload(Assignment.person), joinedload(Assignment.need))
    return session.scalars(found.order_by(Person.name, Assignment.id).limit(MOST)).all()


def find_feedback(session: Session, assignment_id: int) -> ShiftFeedback | None:
    """What somebody said of a shift."""
    return session.get(ShiftFeedback, assignment_id, populate_existing=True)


def read_verdict(session: Session, shift_id: int) -> Verdict:
    """What may be read of a shift's feedback by those who run it."""
    found = select(ShiftFeedback.ticks, ShiftFeedback.words).join(ShiftFeedback.assignment)
    rows = session.execute(found.where(Assignment.shift_id == shift_id).limit(1000))
    return verdict([(ticks, words) for ticks, words in rows])


def list_feedback_of(session: Session, person_id: int) -> Sequence[ShiftFeedback]:
    """What a person said of shifts, for their own export."""
    found = select(ShiftFeedback).join(ShiftFeedback.assignment).where(Assignment.person_id == person_id)
    found = found.options(joinedload(ShiftFeedback.assignment).joinedload(Assignment.shift))
    return session.scalars(found.order_by(ShiftFeedback.given_at).limit(1000)).all()


def list_notes(session: Session, person_id: int) -> Sequence[VolunteerNote]:
    """What coordinators said about a person, the latest first."""
    found = select(VolunteerNote).where(VolunteerNote.person_id == person_id)
    found = found.options(joinedload(VolunteerNote.shift).options(*with_host()))
    return session.scalars(found.order_by(VolunteerNote.id.desc()).limit(MOST)).all()


def list_notes_in(session: Session, shift_id: int) -> Sequence[VolunteerNote]:
    """What was said about people of a shift."""
    found = select(VolunteerNote).where(VolunteerNote.shift_id == shift_id).options(joinedload(VolunteerNote.person))
    return session.scalars(found.order_by(VolunteerNote.id).limit(MOST)).all()


def get_own_note(session: Session, code: str, person_id: int) -> VolunteerNote:
    """A note about this person; NotFound for one about anybody else."""
    found = select(VolunteerNote).where(VolunteerNote.code == code).with_for_update()
    row = session.scalar(found.execution_options(populate_existing=True)) if CODE.fullmatch(code) else None
    if row is None or row.person_id != person_id:
        raise NotFound
    return row


def list_due_milestones(session: Session, most: int) -> dict[int, int]:
    """Volunteers with more milestones reached than marked, and their minutes."""
    minutes = func.sum(HoursEntry.minutes)
    sums = select(HoursEntry.person_id, minutes.label("minutes")).group_by(HoursEntry.person_id)
    total = sums.having(minutes >= MILESTONES[0] * 60).subquery()
    found: dict[int, int] = {}
    for hours in MILESTONES:
        marked = select(HoursMilestone.person_id).where(
            HoursMilestone.person_id == total.c.person_id, HoursMilestone.hours == hours
        )
        due = (
            select(total.c.person_id, total.c.minutes)
            .join(Volunteer, Volunteer.person_id == total.c.person_id)
            .where(total.c.minutes >= hours * 60, Volunteer.left_at.is_(None), ~marked.exists())
        )
        found |= {number: int(count) for number, count in session.execute(due.limit(most))}
    return found


def list_milestones(session: Session, person_id: int) -> set[int]:
    """The milestones that are marked of a person, in hours."""
    return set(session.scalars(select(HoursMilestone.hours).where(HoursMilestone.person_id == person_id)))
