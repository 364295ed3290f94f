"""Classes with their lessons, and how full they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import ClassState, CourseClass, Enrolment, EnrolmentState, Lesson, Term
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.timetable import Taught

MOST = 600


@dataclass(frozen=True)
class Fill:
    """How many a class has: `taken` hold a seat, `drawn` of them by a draw, `firm` are certain, `waiting` wait."""

    capacity: int
    taken: int = 0
    drawn: int = 0
    firm: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)


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
    """How full each class is, in one query. Only an answer got with the class locked decides."""
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
    return {one.id: _fill(one.capacity, by_class.get(one.id, Counter()), drawn[one.id]) for one in classes}


def _fill(capacity: int, counts: Counter[EnrolmentState], drawn: int) -> Fill:
    return Fill(
        capacity,
        taken=sum(counts[state] for state in states.HOLDS),
        drawn=drawn,
        firm=sum(counts[state] for state in states.FIRM),
        waiting=counts[EnrolmentState.WAITING],
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
