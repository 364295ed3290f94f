"""Classes: planning one with its lessons, changing it, publishing it, and the next term's copy."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.college.hooks import Moved, followers
from sciencepop.college.models import ClassBucket, ClassState, CourseClass, Lecturer, Lesson, TeachingPoint, Term
from sciencepop.college.queries.classes import fill_of
from sciencepop.college.queries.courses import get_course, get_lecturer
from sciencepop.college.queries.gather import held_in
from sciencepop.college.queries.points import get_point
from sciencepop.college.queries.terms import get_term, lock_term
from sciencepop.college.rules.classes import COMPLETION_PERCENT, Bucket, WayIn, are_seats_whole
from sciencepop.college.rules.lessons import Slot, plan_lessons
from sciencepop.college.rules.points import TEACHES
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.lock import lock_class, lock_lecturers
from sciencepop.college.services.promote import promote
from sciencepop.college.services.replan import pattern_of
from sciencepop.college.services.teaching import lock_people_of, refuse_busy_lecturer, settle_teaching
from sciencepop.college.services.terms import offs_of
from sciencepop.college.services.timetable import refuse_lecturer_clash
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference

SAME = (
    "weekday",
    "starts",
    "minutes",
    "minimum",
    "capacity",
    "way",
    "room_zh",
    "room_en",
    "counts_to_limit",
    "completion_percent",
    "homework_needed",
    "leave_counts",
)
"""What a wish and a class call alike."""


@dataclass(frozen=True)
class ClassWish:
    """A class as it is wished; `course` and `point` are codes, the other names are columns of `CourseClass`.

    `closes_at` is the start of the first lesson where nobody says otherwise. `seats` are the buckets in the order in
    which they are filled.
    """

    course: str
    point: str
    lecturer_id: int
    weekday: int
    starts: time
    minutes: int
    lessons: int
    minimum: int
    capacity: int
    way: WayIn
    room_zh: str = ""
    room_en: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    counts_to_limit: bool = True
    completion_percent: int = COMPLETION_PERCENT
    homework_needed: bool = False
    leave_counts: bool = False
    seats: Mapping[Bucket, int] = field(default_factory=dict)


def plan_class(term_code: str, wish: ClassWish, *, by: Person, now: datetime) -> str:
    """A draft of a class with all its lessons around the term's days off; returns its code.

    Refuses TOO_FEW_DAYS, NUMBERS_IN_ORDER, HOURS_MISSING, DATES_IN_ORDER, SEATS_OF_BUCKETS.
    """
    staff_id = by.id
    with write() as session:
        term = lock_term(session, get_term(session, term_code).id)
        one = make_class(session, term, wish, by=staff_id, now=now)
        audit.record(session, by=staff_id, at=now, action="college.class_plan", subject=one)
        attempts.remember(one.code)
        return one.code


def make_class(session: Session, term: Term, wish: ClassWish, *, by: int, now: datetime) -> CourseClass:
    """As above, within a unit of work."""
    one = CourseClass(code=new_code(), term_id=term.id, created_by=by, created_at=now)
    slots = _fill_in(session, one, term, wish, now)
    session.add(one)
    session.flush()
    _write_lessons(session, one, slots, now)
    _write_buckets(session, one, wish)
    return one


def change_class(code: str, wish: ClassWish, *, by: Person, now: datetime) -> None:
    """Change a draft in every respect. Refuses WRONG_STATE once it is published, and what `plan_class` refuses."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, code)
        if one.state is not ClassState.DRAFT:
            raise RuleBroken(Refusal.WRONG_STATE)
        slots = _fill_in(session, one, one.term, wish, now)
        session.execute(delete(Lesson).where(Lesson.class_id == one.id))
        session.execute(delete(ClassBucket).where(ClassBucket.class_id == one.id))
        session.expire(one, ["lessons", "buckets"])
        _write_lessons(session, one, slots, now)
        _write_buckets(session, one, wish)
        audit.record(session, by=staff_id, at=now, action="college.class_change", subject=one)
        attempts.remember(code)


def change_numbers(
    code: str, *, minimum: int, capacity: int, room_zh: str, room_en: str, by: Person, now: datetime
) -> None:
    """Seats and room of a class that is published; more seats go to those who wait.

    Refuses NUMBERS_IN_ORDER, and TOO_FEW_SEATS or BEING_DRAWN: nobody loses a seat, nor one that a draw may give.
    A drawn class's buckets grow by general seats.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class(session, code)
        if not 0 <= minimum <= capacity:
            raise RuleBroken(Refusal.NUMBERS_IN_ORDER)
        fill = fill_of(session, [one])[one.id]
        general = next((bucket for bucket in one.buckets if bucket.bucket is Bucket.GENERAL), None)
        left = general.seats + capacity - one.capacity if general else 0
        held = held_in(session, [one.id]).get((one.id, Bucket.GENERAL), 0) if general else 0
        if fill.is_promised and capacity < one.capacity:
            raise RuleBroken(Refusal.BEING_DRAWN)
        if capacity < fill.taken or left < held or (one.buckets and general is None and capacity != one.capacity):
            raise RuleBroken(Refusal.TOO_FEW_SEATS, taken=fill.taken)
        if general is not None:
            general.seats = left
        coming = [lesson for lesson in one.lessons if lesson.starts_at > now and one.room_zh != room_zh]
        moved = [Moved(lesson, lesson.starts_at, lesson.ends_at, one.room_zh) for lesson in coming]
        one.minimum, one.capacity, one.room_zh, one.room_en, one.changed_at = minimum, capacity, room_zh, room_en, now
        for follower in followers():
            follower.moved(session, moved, now)
        audit.record(session, by=staff_id, at=now, action="college.class_numbers", subject=one, capacity=capacity)
        promote(session, one, now)
        attempts.remember(code)


def publish_class(code: str, *, by: Person, now: datetime) -> None:
    """Let the catalogue show a class.

    Refuses WRONG_STATE, POINT_NOT_READY, HAS_BEGUN, LECTURER_CLASH, LECTURER_BUSY.
    """
    staff_id = by.id
    with write() as session:
        one = lock_class_and_lecturers(session, code)
        if one.state is not ClassState.DRAFT:
            raise RuleBroken(Refusal.WRONG_STATE)
        if one.point.state not in TEACHES:
            raise RuleBroken(Refusal.POINT_NOT_READY)
        if one.has_begun_at(now):
            raise RuleBroken(Refusal.HAS_BEGUN)
        refuse_lecturer_clash(session, one)
        refuse_busy_lecturer(session, one, now)
        one.state, one.changed_at = ClassState.PUBLISHED, now
        settle_teaching(session, one, now)
        audit.record(session, by=staff_id, at=now, action="college.class_publish", subject=one)
        attempts.remember(code)


def drop_class(code: str, *, by: Person, now: datetime) -> None:
    """Throw a draft away. Refuses WRONG_STATE once it is published."""
    staff_id = by.id
    with write() as session:
        one = lock_class(session, code)
        if one.state is not ClassState.DRAFT:
            raise RuleBroken(Refusal.WRONG_STATE)
        audit.record(session, by=staff_id, at=now, action="college.class_drop", subject=one)
        session.execute(delete(Lesson).where(Lesson.class_id == one.id))
        session.execute(delete(ClassBucket).where(ClassBucket.class_id == one.id))
        session.expunge(one)
        session.execute(delete(CourseClass).where(CourseClass.code == code))
        attempts.remember("")


def lock_class_and_lecturers(session: Session, code: str, *more: int) -> CourseClass:
    """A class with the lecturers of its lessons, and more of them, held: for what decides the timetable.

    Their accounts come first, because their own time is asked about.
    """
    wanted = _lecturers_of(session, code) | set(more)
    lock_people_of(session, wanted)
    lock_lecturers(session, wanted)
    return lock_class(session, code)


def _lecturers_of(session: Session, code: str) -> set[int]:
    found = select(Lesson.lecturer_id).join(Lesson.course_class).where(CourseClass.code == code)
    return set(session.scalars(found))


def _fill_in(session: Session, one: CourseClass, term: Term, wish: ClassWish, now: datetime) -> list[Slot]:
    """Write the wish into a class; returns its lessons, or refuses it."""
    if not 0 <= wish.minimum <= wish.capacity:
        raise RuleBroken(Refusal.NUMBERS_IN_ORDER)
    if not are_seats_whole(wish.way, wish.capacity, wish.seats):
        raise RuleBroken(Refusal.SEATS_OF_BUCKETS, capacity=wish.capacity)
    course = get_course(session, wish.course)
    point: TeachingPoint = get_point(session, wish.point)
    lecturer: Lecturer = get_lecturer(session, wish.lecturer_id)
    one.course_id, one.point_id, one.lecturer_id = course.id, point.id, lecturer.id
    for name, value in _columns(wish).items():
        setattr(one, name, value)
    slots = plan_lessons(pattern_of(one, term), offs_of(term.holidays))
    if slots is None:
        raise RuleBroken(Refusal.TOO_FEW_DAYS, one=None, lessons=wish.lessons)
    one.opens_at = wish.opens_at if wish.way is WayIn.FIRST_COME else None
    one.closes_at = wish.closes_at or slots[0].starts_at
    if wish.way is WayIn.FIRST_COME and one.opens_at is None:
        raise RuleBroken(Refusal.HOURS_MISSING)
    if (one.opens_at and one.opens_at >= one.closes_at) or one.closes_at > slots[-1].starts_at:
        raise RuleBroken(Refusal.DATES_IN_ORDER)
    one.changed_at = now
    return slots


def _columns(wish: ClassWish) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in SAME} | {"lessons_planned": wish.lessons}


def _write_lessons(session: Session, one: CourseClass, slots: list[Slot], now: datetime) -> None:
    domain = get_reference().district.uid_domain
    session.add_all(
        Lesson(
            uid=f"{uuid.uuid4()}@{domain}",
            class_id=one.id,
            number=slot.number,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            lecturer_id=one.lecturer_id,
            changed_at=now,
        )
        for slot in slots
    )
    session.flush()


def _write_buckets(session: Session, one: CourseClass, wish: ClassWish) -> None:
    session.add_all(
        ClassBucket(class_id=one.id, bucket=bucket, seats=seats, place=place)
        for place, (bucket, seats) in enumerate(wish.seats.items(), 1)
    )
    session.flush()


def wish_of(one: CourseClass) -> ClassWish:
    """A class as a wish, to be made again."""
    return ClassWish(
        course=one.course.code,
        point=one.point.code,
        lecturer_id=one.lecturer_id,
        lessons=one.lessons_planned,
        seats={row.bucket: row.seats for row in one.buckets},
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        **{name: getattr(one, name) for name in SAME},
    )
