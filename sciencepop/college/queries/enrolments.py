"""Who learns where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import (
    ClassState,
    CourseClass,
    DrawRound,
    Enrolment,
    EnrolmentState,
    Lesson,
    Wish,
    WishSheet,
)
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.rounds import GIVEN

MOST = 300


def source_of(enrolment: Enrolment, lesson: Lesson) -> str:
    """The name of a learner's lesson in the ledger of people's time."""
    return f"lesson:{enrolment.code}:{lesson.number}"


def get_enrolment(session: Session, code: str, person_id: int | None = None) -> Enrolment:
    """An enrolment by its code as it is now, with its person; NotFound where there is none or it is another's."""
    found = select(Enrolment).where(Enrolment.code == code)
    found = found.options(joinedload(Enrolment.person).selectinload(Person.addresses))
    row = (
        session.scalars(found.execution_options(populate_existing=True)).one_or_none() if CODE.fullmatch(code) else None
    )
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotFound
    return row


def list_in_class(session: Session, class_id: int, *which: ColumnElement[bool]) -> Sequence[Enrolment]:
    """Everybody of a class in live states with their people as they are now, in the order in which they asked."""
    found = select(Enrolment).where(Enrolment.class_id == class_id, Enrolment.state.in_(states.LIVE), *which)
    found = found.options(joinedload(Enrolment.person).selectinload(Person.addresses))
    found = found.order_by(Enrolment.queued_at, Enrolment.id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def list_holding(session: Session, class_ids: Collection[int]) -> dict[int, list[Enrolment]]:
    """Who has a seat, with their people, of each of these classes."""
    found = select(Enrolment).where(Enrolment.class_id.in_(class_ids), Enrolment.state.in_(states.HOLDS))
    found = found.options(joinedload(Enrolment.person).selectinload(Person.addresses)).order_by(Enrolment.id)
    by_class: dict[int, list[Enrolment]] = {}
    for row in session.scalars(found.execution_options(populate_existing=True)):
        by_class.setdefault(row.class_id, []).append(row)
    return by_class


def find_own(session: Session, class_id: int, person_id: int) -> Enrolment | None:
    """A person's live enrolment in a class, or None."""
    found = select(Enrolment).where(
        Enrolment.class_id == class_id, Enrolment.person_id == person_id, Enrolment.state.in_(states.LIVE)
    )
    return session.scalars(found).one_or_none()


def list_mine(session: Session, person_id: int, *, live: bool = True) -> Sequence[Enrolment]:
    """A person's enrolments with class and lessons, live ones or those that ended, newest first."""
    found = select(Enrolment).join(Enrolment.course_class).where(Enrolment.person_id == person_id)
    found = found.where(Enrolment.state.in_(states.LIVE) if live else Enrolment.state.not_in(states.LIVE))
    return session.scalars(found.options(*_whole()).order_by(Enrolment.id.desc()).limit(MOST)).all()


def _whole() -> tuple[contains_eager, ...]:  # type: ignore[valid-type]
    one = contains_eager(Enrolment.course_class)
    return (
        one.joinedload(CourseClass.course),
        one.joinedload(CourseClass.point),
        one.joinedload(CourseClass.term),
        one.joinedload(CourseClass.lecturer),
        one.selectinload(CourseClass.lessons).joinedload(Lesson.lecturer),
    )


def count_in_term(session: Session, person_id: int, term_id: int) -> int:
    """Of how many classes of a term that count to its limit somebody has a seat or waits for one."""
    found = select(func.count(Enrolment.id)).join(Enrolment.course_class)
    found = found.where(
        Enrolment.person_id == person_id,
        Enrolment.state.in_(states.LIVE),
        CourseClass.term_id == term_id,
        CourseClass.counts_to_limit,
    )
    return session.scalar(found) or 0


def has_completed(session: Session, person_id: int, course_id: int) -> bool:
    """Whether somebody completed a class of a course, ever."""
    found = select(Enrolment.id).join(Enrolment.course_class)
    found = found.where(
        Enrolment.person_id == person_id,
        Enrolment.state == EnrolmentState.COMPLETED,
        CourseClass.course_id == course_id,
    )
    return session.scalar(found.limit(1)) is not None


def list_in_classes(session: Session, class_ids: Collection[int], person_ids: Collection[int]) -> Sequence[Enrolment]:
    """What some people have, or had last, in some classes; the newest first."""
    found = select(Enrolment).where(Enrolment.class_id.in_(class_ids), Enrolment.person_id.in_(person_ids))
    return session.scalars(found.options(joinedload(Enrolment.person)).order_by(Enrolment.id.desc())).all()


def highest_sequence(session: Session, person_id: int, class_id: int) -> int | None:
    """The SEQUENCE of the person's latest calendar entries of a class; None where there never were any."""
    found = select(func.max(Enrolment.sequence))
    return session.scalar(found.where(Enrolment.person_id == person_id, Enrolment.class_id == class_id))


def list_offers_over(session: Session, now: datetime, most: int) -> Sequence[int]:
    """The classes in which an offer's hour has passed."""
    found = select(Enrolment.class_id).where(Enrolment.offer_ends_at <= now).distinct()
    return session.scalars(found.order_by(Enrolment.class_id).limit(most)).all()


def list_with_line(session: Session, now: datetime, most: int, after: int) -> Sequence[int]:
    """Published classes, still open, for which somebody waits: in their own line, or by the order of a draw."""
    waits = exists().where(Enrolment.class_id == CourseClass.id, Enrolment.state == EnrolmentState.WAITING)
    taken = select(func.count(Enrolment.id)).where(
        Enrolment.class_id == CourseClass.id, Enrolment.state.in_(states.HOLDS)
    )
    wished = (
        exists()
        .where(Wish.class_id == CourseClass.id, Wish.asked_at.is_(None), Wish.sheet_id == WishSheet.id)
        .where(WishSheet.waits_before > Wish.place, WishSheet.round_id == DrawRound.id, DrawRound.state.in_(GIVEN))
    )
    found = select(CourseClass.id).where(
        or_(waits, and_(wished, taken.scalar_subquery() < CourseClass.capacity)),
        CourseClass.state == ClassState.PUBLISHED,
        CourseClass.closes_at > now,
        CourseClass.id > after,
    )
    return session.scalars(found.order_by(CourseClass.id).limit(most)).all()


def list_for_feed(
    session: Session, person_id: int, first: datetime, last: datetime, most: int
) -> list[tuple[Enrolment, Lesson]]:
    """Of each lesson between two moments the person's latest enrolment, a live one first; by start and UID."""
    found = select(Enrolment, Lesson).join(Enrolment.course_class).join(Lesson, Lesson.class_id == CourseClass.id)
    found = found.where(Enrolment.person_id == person_id, Lesson.ends_at >= first, Lesson.starts_at < last)
    one = contains_eager(Enrolment.course_class)
    found = found.options(one.joinedload(CourseClass.course), one.joinedload(CourseClass.point))
    found = found.options(joinedload(Lesson.lecturer))
    by_lesson: dict[int, tuple[Enrolment, Lesson]] = {}
    for row, lesson in session.execute(found.order_by(Enrolment.id.desc()).limit(most)):
        known = by_lesson.setdefault(lesson.id, (row, lesson))[0]
        if row.state in states.LIVE and known.state not in states.LIVE:
            by_lesson[lesson.id] = (row, lesson)
    return sorted(by_lesson.values(), key=lambda pair: (pair[1].starts_at, pair[1].uid))


def list_all_of(session: Session, person_id: int) -> Sequence[Enrolment]:
    """Everything a person ever enrolled in, oldest first."""
    found = select(Enrolment).join(Enrolment.course_class).where(Enrolment.person_id == person_id)
    return session.scalars(found.options(*_whole()).order_by(Enrolment.id)).all()
