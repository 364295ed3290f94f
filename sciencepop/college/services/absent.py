"""Whoever misses the first two lessons without leave loses the seat to somebody who waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.college.letters import News, tell
from sciencepop.college.models import ClassState, CourseClass, Enrolment, EnrolmentState, Lesson
from sciencepop.college.queries.classes import fill_of
from sciencepop.college.queries.enrolments import list_in_class
from sciencepop.college.queries.teaching import absent_without_leave
from sciencepop.college.services.become import become
from sciencepop.college.services.line import list_line
from sciencepop.college.services.lock import lock_classes
from sciencepop.college.services.promote import promote
from sciencepop.core import audit
from sciencepop.core.db import db, write

FIRST = 2
LOOK_BACK = timedelta(days=7)


def free_absent(now: datetime) -> int:
    """After lesson 2, within a week; returns how many seats were given on. Harmless to run twice."""
    found = (
        select(CourseClass.id)
        .join(Lesson, Lesson.class_id == CourseClass.id)
        .where(
            CourseClass.state == ClassState.PUBLISHED,
            CourseClass.closes_at > now,
            Lesson.number == FIRST,
            Lesson.ends_at <= now,
            Lesson.ends_at > now - LOOK_BACK,
        )
    )
    return sum(_free_in(class_id, now) for class_id in db.session().scalars(found.order_by(CourseClass.id)).all())


def _free_in(class_id: int, now: datetime) -> int:
    """Nobody loses a seat that nobody waits for, or that could not be offered in time; no more than who waits."""
    with write() as session:
        one = lock_classes(session, [class_id])[0]
        fill = fill_of(session, [one])[one.id]
        waiting = fill.waiting + len(list_line(session, one.id)) - fill.free
        if fill.is_promised or offer_end(now, one.closes_at) is None or waiting < 1:
            return 0
        absent = absent_without_leave(session, one.id, FIRST)
        rows = list_in_class(session, class_id, Enrolment.state == EnrolmentState.CONFIRMED)
        gone = [row for row in rows if row.id in absent][:waiting]
        for row in gone:
            become(session, row, one, EnrolmentState.WITHDRAWN, now=now, reason="absent")
            tell(session, row, one, News.ABSENT, now=now)
            audit.record(session, by=None, at=now, action="college.absent", subject=row)
        if gone:
            promote(session, one, now)
        return len(gone)
