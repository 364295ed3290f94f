"""What of the college goes along when somebody takes their data or closes their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.models import Enrolment, Lesson, PointState, RoundState, TeachingPoint
from sciencepop.college.queries.courses import find_lecturer_of
from sciencepop.college.queries.enrolments import list_all_of, list_in_class
from sciencepop.college.queries.points import list_applied_by
from sciencepop.college.queries.rounds import list_sheets_of, lock_sheet
from sciencepop.college.rules import enrolments as states
from sciencepop.college.services.enrol import step_back
from sciencepop.college.services.line import leave_line
from sciencepop.college.services.lock import lock_classes, lock_lecturers
from sciencepop.college.services.lock_rounds import share_round
from sciencepop.college.services.sheets import step_off
from sciencepop.college.services.teaching import settle_all_of
from sciencepop.college.services.teaching_privacy import export_teaching, leave_teaching, marks_for_export

_QUIET = {"synchronize_session": False}


def export_college(session: Session, person: Person) -> dict[str, Any] | None:
    """Enrolments and applications for teaching points, as JSON values."""
    enrolments, points = list_all_of(session, person.id), list_applied_by(session, person.id)
    sheets = list_sheets_of(session, person.id)
    if not enrolments and not points and not sheets:
        return None
    marks = marks_for_export(session, person)
    return export_teaching(session, person) | {
        "wishes": [
            {
                "code": sheet.code,
                "term": sheet.round.term.code,
                "source": sheet.source.value,
                "wishes": [wish.course_class.course.title_zh for wish in sheet.wishes],
                "pseudonym": sheet.pseudonym,
                "number": sheet.number,
                "given": sheet.given,
                "handed_in_at": sheet.created_at.isoformat(),
            }
            for sheet in sheets
        ],
        "enrolments": [
            {
                "code": row.code,
                "course": row.course_class.course.title_zh,
                "point": row.course_class.point.name_zh,
                "state": row.state.value,
                "source": row.source.value,
                "unit": row.unit,
                "enrolled_at": row.created_at.isoformat(),
                "marks": marks.get(row.id, []),
                "lessons": [lesson.starts_at.isoformat() for lesson in row.course_class.lessons],
            }
            for row in enrolments
        ],
        "teaching_points": [
            {
                "name": point.name_zh,
                "head": point.head_name,
                "contact": point.contact,
                "state": point.state.value,
                "applied_at": point.applied_at.isoformat(),
            }
            for point in points
        ],
    }


def leave_college(session: Session, person: Person, now: datetime) -> None:
    """Seats of classes to come are given back, and the link to a lecturer ends; past classes stay counted."""
    leave_teaching(session, person, now)
    leave_line(session, person.id)
    for sheet in list_sheets_of(session, person.id):
        if sheet.round.state is RoundState.OPEN:
            share_round(session, sheet.round.code)
            lock_sheet(session, sheet.id)
            step_off(session, sheet, person.id, now)
    lecturer = find_lecturer_of(session, person.id)
    if lecturer is not None:
        lock_lecturers(session, [lecturer.id])
    mine = select(Enrolment.class_id).where(Enrolment.person_id == person.id, Enrolment.state.in_(states.OPEN))
    given = select(Lesson.class_id).where(Lesson.lecturer_id == (lecturer.id if lecturer else 0), Lesson.ends_at > now)
    for one in lock_classes(session, session.scalars(union(mine, given)).all()):
        if one.ends_at > now:
            for enrolment in list_in_class(
                session, one.id, Enrolment.person_id == person.id, Enrolment.state.in_(states.OPEN)
            ):
                step_back(session, enrolment, one, now=now, reason="closed")
    if lecturer is not None:
        lecturer.person_id = None
        session.flush()
        settle_all_of(session, lecturer.id, now)
    # A point that was approved keeps its head and telephone: they are the community's, and the branch needs them.
    never = TeachingPoint.state.in_((PointState.APPLIED, PointState.REFUSED))
    applied = update(TeachingPoint).where(TeachingPoint.applied_by == person.id, never)
    session.execute(applied.values(head_name="", contact=""), execution_options=_QUIET)
