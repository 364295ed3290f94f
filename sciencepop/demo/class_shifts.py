"""Helpers for the first lessons of a sample class, at the sample point."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.college.models import ClassState, CourseClass, Lesson, TeachingPoint
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.people import MARK, OFFICER
from sciencepop.demo.plan import Season
from sciencepop.demo.volunteers import VOLUNTEERS, fill
from sciencepop.volunteers.models import NeedMode, Shift, ShiftState, columns_of
from sciencepop.volunteers.queries.causes import of_lesson
from sciencepop.volunteers.queries.shifts import get_shift
from sciencepop.volunteers.services.shifts import NeedWish, ShiftWish, make_shift

LESSONS = 4


def write_class_shifts(session: Session, season: Season) -> int:
    """Shifts of the headed point's first class to come; returns how many. Call once college and volunteers stand."""
    now = moment(season.today)
    found = select(Lesson).join(Lesson.course_class).join(CourseClass.point).order_by(Lesson.class_id, Lesson.number)
    coming = Lesson.starts_at > now, CourseClass.state == ClassState.PUBLISHED
    lessons = session.scalars(found.where(*coming, TeachingPoint.is_sample).limit(LESSONS)).all()
    people = season.people.residents[: VOLUNTEERS - 1]
    for lesson in lessons:
        shift = _write(session, lesson)
        fill(session, shift, people, stream(season.claims.seed, "shift", shift.uid), now)
    return len(lessons)


def _write(session: Session, lesson: Lesson) -> Shift:
    cause = of_lesson(lesson)
    starts_at, opens_at = cause.starts_at - timedelta(minutes=30), lesson.course_class.created_at
    wish = ShiftWish(
        f"课堂助教{MARK}",
        starts_at,
        cause.ends_at + timedelta(minutes=15),
        opens_at,
        starts_at - timedelta(hours=12),
        title_en="Class assistants (sample)",
        cause=cause.columns,
        needs=[NeedWish("helper", 1, 1, 2, mode=NeedMode.INSTANT)],
    )
    shift = make_shift(session, columns_of(lesson.course_class.point), wish, by=OFFICER, now=opens_at)
    shift.uid, shift.state, shift.is_sample = f"shift-{lesson.uid}", ShiftState.OPEN, True
    session.flush()
    return get_shift(session, shift.id)
