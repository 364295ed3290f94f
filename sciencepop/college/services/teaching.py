"""The time of lecturers who have an account: taken for every lesson to come that they give in a published class."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import CommitmentKind
from sciencepop.bookings.queries.ledger import find_clash, list_around
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.ledger import Work
from sciencepop.bookings.services.lock import lock_person
from sciencepop.college.models import ClassState, CourseClass, Lecturer, Lesson
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.become import span_of
from sciencepop.college.services.lock import lock_classes
from sciencepop.core.errors import RuleBroken


def source_of_teaching(one: CourseClass, lesson: Lesson) -> str:
    """The name of a lesson that somebody gives in the ledger of people's time."""
    return f"teach:{one.code}:{lesson.number}"


def lock_people_of(session: Session, lecturer_ids: Collection[int]) -> None:
    """The accounts of these lecturers, by id; before any lecturer or class."""
    found = select(Lecturer.person_id).where(Lecturer.id.in_(lecturer_ids), Lecturer.person_id.is_not(None))
    for person_id in sorted({number for number in session.scalars(found) if number is not None}):
        lock_person(session, person_id)


def settle_teaching(session: Session, one: CourseClass, now: datetime) -> None:
    """Write the lecturers' time of a locked class anew, as its lessons and its state are now."""
    ledger.release_many(session, [source_of_teaching(one, lesson) for lesson in one.lessons])
    if one.state is not ClassState.PUBLISHED:
        return
    for lesson in one.lessons:
        person_id = lesson.lecturer.person_id
        if person_id is not None and lesson.ends_at > now:
            ledger.take_for(session, person_id, _work(one, lesson), is_firm=True)
    session.flush()


def settle_all_of(session: Session, lecturer_id: int, now: datetime) -> None:
    """As above for all classes to come of a lecturer whose account has changed."""
    found = select(Lesson.class_id).join(Lesson.course_class)
    found = found.where(Lesson.lecturer_id == lecturer_id, CourseClass.state == ClassState.PUBLISHED)
    for one in lock_classes(session, session.scalars(found.where(Lesson.ends_at > now).distinct()).all()):
        settle_teaching(session, one, now)


def refuse_busy_lecturer(session: Session, one: CourseClass, now: datetime) -> None:
    """Raise LECTURER_BUSY where a lecturer's own time is taken; by what is theirs to know."""
    coming = [lesson for lesson in one.lessons if lesson.ends_at > now and lesson.lecturer.person_id is not None]
    if not coming:
        return
    people = {lesson.lecturer.person_id or 0 for lesson in coming}
    around = list_around(session, coming[0].starts_at, coming[-1].ends_at, people)
    own = [source_of_teaching(one, lesson) for lesson in one.lessons]
    for lesson in coming:
        rows = around.get(lesson.lecturer.person_id or 0, [])
        if find_clash(span_of(lesson, one), rows, CommitmentKind.TEACH, besides=own) is not None:
            raise RuleBroken(Refusal.LECTURER_BUSY, lecturer=lesson.lecturer, when=lesson.starts_at)


def _work(one: CourseClass, lesson: Lesson) -> Work:
    return Work(
        source=source_of_teaching(one, lesson),
        kind=CommitmentKind.TEACH,
        title_zh=one.course.title_zh,
        title_en=one.course.title_en,
        path=f"/college/classes/{one.code}",
        span=span_of(lesson, one),
    )
