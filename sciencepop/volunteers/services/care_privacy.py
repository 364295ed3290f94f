"""Taking training, messages, feedback, notes and sanctions along, and what stays when an account is closed.

What somebody passed stays with their hours, because the law has both recorded (志愿服务条例 art. 19); all that was
written by or about them, and sanctions, go.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.volunteers.models import (
    Assignment,
    Audience,
    HoursMilestone,
    ShiftFeedback,
    ShiftMessage,
    TrainingTry,
    VolunteerNote,
    VolunteerSanction,
)
from sciencepop.volunteers.queries import care, sanctions, training

_QUIET = {"synchronize_session": False}


def export_care(session: Session, person: Person) -> dict[str, Any]:
    """Everything of it that is the person's, as JSON values."""
    return {
        "training": [
            {
                "course": row.course.title_zh,
                "on": row.came_on.isoformat(),
                "until": row.expires_on.isoformat() if row.expires_on else None,
                "minutes": row.course.minutes,
                "skills": row.skills,
            }
            for row in training.list_records(session, person.id)
        ],
        "quizzes": [
            {
                "course": row.course.title_zh,
                "at": row.at.isoformat(),
                "right": row.score,
                "of": row.total,
                "passed": row.is_passed,
            }
            for row in training.list_tries(session, person.id)
        ],
        "messages": [
            {"to": row.audience.value, "at": row.sent_at.isoformat(), "words": row.words}
            for row in care.list_written(session, person.id)
        ],
        "feedback": [
            {"shift": row.assignment.shift.title_zh, "ticks": row.ticks, "words": row.words}
            for row in care.list_feedback_of(session, person.id)
        ],
        "notes": [
            {
                "kind": row.kind.value,
                "shift": row.shift.title_zh,
                "at": row.written_at.isoformat(),
                "words": row.words,
                "answer": row.answer or None,
            }
            for row in care.list_notes(session, person.id)
        ],
        "milestones": sorted(care.list_milestones(session, person.id)),
        "sanctions": [_sanction(row) for row in sanctions.list_sanctions(session, person.id)],
    }


def _sanction(row: VolunteerSanction) -> dict[str, Any]:
    return {
        "rule": row.rule_zh,
        "facts": row.facts,
        "from": row.from_on.isoformat(),
        "until": row.until_on.isoformat(),
        "appeal": row.appeal_text or None,
        "decision": row.decision.value if row.decision else None,
        "decision_reason": row.decision_reason or None,
        "lifted_at": row.lifted_at.isoformat() if row.lifted_at else None,
        "lifted_because": row.lifted_reason or None,
    }


def leave_care(session: Session, person: Person, _now: datetime) -> None:
    """Who closes their account takes along what was written by and about them; ticks stay, as counts."""
    mine = select(Assignment.id).where(Assignment.person_id == person.id)
    relayed = (Audience.COORDINATORS, Audience.ONE)
    session.execute(
        delete(ShiftMessage).where(
            or_(
                ShiftMessage.assignment_id.in_(mine),
                (ShiftMessage.author_id == person.id) & ShiftMessage.audience.in_(relayed),
            )
        ),
        execution_options=_QUIET,
    )
    said = ShiftFeedback.assignment_id.in_(mine)
    session.execute(update(ShiftFeedback).where(said).values(words=""), execution_options=_QUIET)
    for table in (TrainingTry, VolunteerNote, VolunteerSanction, HoursMilestone):
        session.execute(delete(table).where(table.person_id == person.id), execution_options=_QUIET)
