"""A reminder before the first lesson of a class, as before a session that was booked: once, never at night."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from sciencepop.bookings.rules.reminders import GRACE, Planned, hour_of, is_too_late
from sciencepop.college.letters import News, tell
from sciencepop.college.models import ClassState, CourseClass, Enrolment, Lesson
from sciencepop.college.queries.enrolments import list_in_class
from sciencepop.college.rules import enrolments as states
from sciencepop.college.services.lock import lock_classes
from sciencepop.core.db import db, write

AHEAD = timedelta(hours=36)
"""No reminder is due earlier: a day, and back to the evening before a night."""


def remind_first(now: datetime) -> int:
    """Remind the learners of classes that begin in a day; returns how many. Harmless to run twice."""
    found = (
        select(Lesson.class_id)
        .join(Lesson.course_class)
        .where(
            CourseClass.state == ClassState.PUBLISHED,
            Lesson.number == 1,
            Lesson.starts_at > now,
            Lesson.starts_at <= now + AHEAD,
            Lesson.reminded_for.is_distinct_from(Lesson.starts_at),
        )
    )
    return sum(_remind_in(class_id, now) for class_id in db.session().scalars(found.order_by(Lesson.class_id)).all())


def _remind_in(class_id: int, now: datetime) -> int:
    """A lesson that moves is reminded of again; what is too late is left out, as for bookings."""
    with write() as session:
        one = lock_classes(session, [class_id])[0]
        first = one.lessons[0]
        due_at = hour_of(Planned.DAY_BEFORE, first.starts_at, for_minors=False)
        if one.state is not ClassState.PUBLISHED or first.reminded_for == first.starts_at:
            return 0
        if due_at is None or now < due_at:
            return 0
        first.reminded_for = first.starts_at
        if is_too_late(due_at, now):
            return 0
        rows = list_in_class(session, class_id, Enrolment.state.in_(states.FIRM))
        for enrolment in rows:
            tell(session, enrolment, one, News.FIRST, now=now, lesson=first, not_after=due_at + GRACE)
        return len(rows)
