"""What shifts do when their lesson moves, has another lecturer or is off, inside the college's own unit of work."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.college.hooks import Follower, Moved
from sciencepop.college.models import CourseClass, Lesson
from sciencepop.volunteers.edit_words import was_of
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import Shift, ShiftState
from sciencepop.volunteers.queries.assignments import list_in_shift
from sciencepop.volunteers.queries.causes import of_lesson, place_of_class
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.shifts import call_off, put_at, shift_by


def lock_before_change(session: Session, class_ids: Collection[int]) -> None:
    """Take the shifts of several classes at once, in one order, before each class is changed by itself."""
    lock_shifts(session, _ids(session, session.scalars(select(Lesson.id).where(Lesson.class_id.in_(class_ids))).all()))


def move_along(session: Session, moves: Sequence[Moved], now: datetime) -> None:
    """A shift keeps its distance to the start and to the end of its lesson, and is where the lesson is if it was."""
    by_lesson = {move.lesson.id: move for move in moves}
    for shift in lock_shifts(session, _ids(session, by_lesson)):
        move, was = by_lesson[shift.lesson_id or 0], was_of(shift)
        lesson = move.lesson
        if shift.place_zh == place_of_class(lesson.course_class, move.was_room_zh)[0]:
            put_at(shift, of_lesson(lesson))
        start, end = lesson.starts_at - move.was_starts_at, lesson.ends_at - move.was_ends_at
        if start or end or shift.place_zh != was.place_zh:
            shift_by(session, shift, start, end, was=was, now=now)


def tell_substitute(session: Session, lesson: Lesson, now: datetime) -> None:
    """Whoever helps hears who gives the lesson now: the letter's facts name the lecturer."""
    for shift in lock_shifts(session, _ids(session, [lesson.id])):
        shift.sequence, shift.changed_at = shift.sequence + 1, now
        session.flush()
        for assignment in list_in_shift(session, shift.id):
            if assignment.state in states.LIVE:
                tell(session, assignment, shift, News.CHANGED, now=now)


def end_along(session: Session, one: CourseClass, by: int, now: datetime) -> None:
    """A class that is dissolved needs nobody."""
    for shift in lock_shifts(session, _ids(session, [lesson.id for lesson in one.lessons])):
        if shift.ends_at > now:
            call_off(session, shift, one.dissolve_reason, by=by, now=now)


def _ids(session: Session, lesson_ids: Collection[int]) -> Collection[int]:
    found = select(Shift.id).where(Shift.lesson_id.in_(lesson_ids), Shift.state != ShiftState.CANCELLED)
    return session.scalars(found).all()


FOLLOWER = Follower(lock_before_change, move_along, tell_substitute, end_along)
