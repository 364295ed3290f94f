"""Classes with their lessons, and how full they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import (
    ClassState,
    CourseClass,
    DrawRound,
    Enrolment,
    EnrolmentState,
    Lesson,
    RoundState,
    Term,
    WayIn,
    Wish,
    WishSheet,
)
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.rounds import GIVEN
from sciencepop.college.rules.timetable import Taught

MOST = 600


@dataclass(frozen=True)
class Fill:
    """How many a class has: `taken` hold a seat, `drawn` of them by a draw, `firm` are certain, `waiting` wait.

    `is_promised`: what is left belongs to a draw, so nothing is free.
    """

    capacity: int
    taken: int = 0
    drawn: int = 0
    firm: int = 0
    waiting: int = 0
    is_promised: bool = False

    @property
    def free(self) -> int:
        return 0 if self.is_promised else max(self.capacity - self.taken, 0)


def with_all(query: Select[CourseClass]) -> Select[CourseClass]:
    """A query of classes with everything that a page shows."""
    return query.options(
        joinedload(CourseClass.term),
        joinedload(CourseClass.course),
        joinedload(CourseClass.point),
        joinedload(CourseClass.lecturer),
        selectinload(CourseClass.buckets),
        selectinload(CourseClass.lessons).options(joinedload(Lesson.lecturer), joinedload(Lesson.substitute_for)),
    )


def find_class(session: Session, code: str) -> CourseClass | None:
    """A class by its code, with everything."""
    if not CODE.fullmatch(code):
        return None
    return session.scalars(with_all(select(CourseClass).where(CourseClass.code == code))).one_or_none()


def get_class(session: Session, code: str) -> CourseClass:
    """As above; NotFound where there is none."""
    found = find_class(session, code)
    if found is None:
        raise NotFound
    return found


def get_shown(session: Session, code: str, now: datetime) -> CourseClass:
    """A class that everybody may see, see `is_shown`; NotFound otherwise."""
    found = get_class(session, code)
    if found.state is ClassState.DRAFT or found.term.catalogue_at > now:
        raise NotFound
    return found


def is_shown(now: datetime) -> ColumnElement[bool]:
    """What the public sees: pages, feeds and lists ask this alone. Needs a join with the term."""
    return (CourseClass.state != ClassState.DRAFT) & (Term.catalogue_at <= now)


def list_shown(session: Session, now: datetime, *which: ColumnElement[bool]) -> Sequence[CourseClass]:
    """Classes that everybody may see, by weekday and hour; dissolved ones last."""
    found = select(CourseClass).join(CourseClass.term).where(is_shown(now), *which)
    order = CourseClass.state == ClassState.DISSOLVED, CourseClass.weekday, CourseClass.starts, CourseClass.id
    return session.scalars(with_all(found).order_by(*order).limit(MOST)).all()


def list_classes(session: Session, *which: ColumnElement[bool]) -> Sequence[CourseClass]:
    """Classes in every state, by weekday and hour."""
    found = with_all(select(CourseClass).where(*which))
    return session.scalars(found.order_by(CourseClass.weekday, CourseClass.starts, CourseClass.id).limit(MOST)).all()


def fill_of(session: Session, classes: Collection[CourseClass]) -> dict[int, Fill]:
    """How full each class is. Only an answer got with the class locked decides."""
    by_draw = Enrolment.bucket.is_not(None)
    counted = select(Enrolment.class_id, Enrolment.state, by_draw, func.count(Enrolment.id)).where(
        Enrolment.class_id.in_([one.id for one in classes]), Enrolment.state.in_(states.LIVE)
    )
    by_class: dict[int, Counter[EnrolmentState]] = {}
    drawn = Counter[int]()
    for class_id, state, is_drawn, count in session.execute(
        counted.group_by(Enrolment.class_id, Enrolment.state, by_draw)
    ):
        by_class.setdefault(class_id, Counter())[state] += count
        drawn[class_id] += count if is_drawn and state in states.HOLDS else 0
    promised = _promised(session, [one.id for one in classes if one.way is WayIn.DRAW])
    return {
        one.id: _fill(one.capacity, by_class.get(one.id, Counter()), drawn[one.id], one.id in promised)
        for one in classes
    }


def _promised(session: Session, class_ids: Collection[int]) -> set[int]:
    """Classes whose free seats are a draw's: sheets are sealed, or somebody who got one was not written in yet."""
    if not class_ids:
        return set()
    sealed = exists().where(DrawRound.term_id == CourseClass.term_id, DrawRound.state == RoundState.CLOSED)
    given = exists().where(
        Wish.class_id == CourseClass.id,
        WishSheet.id == Wish.sheet_id,
        WishSheet.given == Wish.place,
        WishSheet.applied_at.is_(None),
        DrawRound.id == WishSheet.round_id,
        DrawRound.state.in_(GIVEN),
    )
    return set(session.scalars(select(CourseClass.id).where(CourseClass.id.in_(class_ids), or_(sealed, given))))


def _fill(capacity: int, counts: Counter[EnrolmentState], drawn: int, is_promised: bool) -> Fill:
    return Fill(
        capacity,
        taken=sum(counts[state] for state in states.HOLDS),
        drawn=drawn,
        firm=sum(counts[state] for state in states.FIRM),
        waiting=counts[EnrolmentState.WAITING],
        is_promised=is_promised,
    )


def list_taught(session: Session, *which: ColumnElement[bool]) -> list[Taught]:
    """Lessons of classes that are not dissolved, as the timetable sees them."""
    found = select(Lesson, CourseClass.point_id, CourseClass.room_zh).join(Lesson.course_class)
    found = found.where(CourseClass.state != ClassState.DISSOLVED, *which)
    return [taught(lesson, point_id, room) for lesson, point_id, room in session.execute(found)]


def taught(lesson: Lesson, point_id: int, room: str) -> Taught:
    return Taught(lesson.class_id, lesson.number, lesson.starts_at, lesson.ends_at, lesson.lecturer_id, point_id, room)


def list_taught_near(
    session: Session, one: CourseClass, lecturer_ids: Collection[int], *, published_only: bool = False
) -> list[Taught]:
    """Lessons of other classes, while this one runs, that these lecturers teach or that are held at its point."""
    first = min(lesson.starts_at for lesson in one.lessons)
    near = or_(Lesson.lecturer_id.in_(lecturer_ids), CourseClass.point_id == one.point_id)
    wanted = [CourseClass.id != one.id, Lesson.ends_at > first, Lesson.starts_at < one.ends_at, near]
    if published_only:
        wanted.append(CourseClass.state == ClassState.PUBLISHED)
    return list_taught(session, *wanted)
