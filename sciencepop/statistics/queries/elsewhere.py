"""What was held of the college, of delivery and of contests: sessions that are no occurrences of the programme."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.college.models import Course, CourseClass, Lesson, LessonMark
from sciencepop.college.rules.attendance import CAME
from sciencepop.contests.queries.contests import list_taken_part
from sciencepop.core.clock import local
from sciencepop.delivery.models import DeliveryOrder, MenuItem, Supplier
from sciencepop.delivery.rules.orders import DONE, people_of
from sciencepop.statistics.queries.window import Window
from sciencepop.statistics.rules.kinds import Kind, kind_of
from sciencepop.statistics.rules.records import Held
from sciencepop.statistics.settings import settings


def read_elsewhere(session: Session, window: Window) -> list[Held]:
    """All of them that are of the year and over."""
    return [*_lessons(session, window), *_deliveries(session, window), *_contests(session, window)]


def _lessons(session: Session, window: Window) -> Iterator[Held]:
    """Lessons at which somebody was marked as there; they are of the district's unit."""
    found = (
        select(Lesson.id, CourseClass.id, Lesson.starts_at, Course.title_zh, func.count(LessonMark.id))
        .join(CourseClass, Lesson.class_id == CourseClass.id)
        .join(Course, CourseClass.course_id == Course.id)
        .join(LessonMark, LessonMark.lesson_id == Lesson.id)
        .where(LessonMark.mark.in_(CAME), window.over(Lesson.starts_at, Lesson.ends_at))
        .group_by(Lesson.id, CourseClass.id, Lesson.starts_at, Course.title_zh)
    )
    for id, class_id, starts_at, title, people in session.execute(found):
        yield Held(
            key=f"lesson:{id}",
            base_id=None,
            on=local(starts_at).date(),
            title=title,
            kind=_kind("lesson", "", people),
            thing=f"class:{class_id}",
            people=people,
        )


def _deliveries(session: Session, window: Window) -> Iterator[Held]:
    """Orders that were delivered; they are of the base that supplied them."""
    found = (
        select(DeliveryOrder.id, Supplier.base_id, DeliveryOrder.starts_at, MenuItem, DeliveryOrder.heads)
        .join(MenuItem, DeliveryOrder.given_id == MenuItem.id)
        .join(Supplier, MenuItem.supplier_id == Supplier.id)
        .where(DeliveryOrder.state.in_(DONE), window.over(DeliveryOrder.starts_at, DeliveryOrder.ends_at))
    )
    for id, base_id, starts_at, item, heads in session.execute(found):
        people = people_of(heads)
        yield Held(
            key=f"delivery:{id}",
            base_id=base_id,
            on=local(starts_at).date(),
            title=item.title_zh,
            kind=_kind("delivery", item.kind, people),
            thing=f"item:{item.id}",
            people=people,
        )


def _contests(session: Session, window: Window) -> Iterator[Held]:
    """Contests by the day on which their first round closed."""
    for one in list_taken_part(session):
        if window.since <= one.closed_at < window.before and one.closed_at <= window.now:
            yield Held(
                key=f"contest:{one.contest.id}",
                base_id=one.contest.base_id,
                on=one.on,
                title=one.contest.title_zh,
                kind=Kind.CONTEST,
                thing=f"contest:{one.contest.id}",
                people=one.people,
            )


def _kind(source: str, slug: str, people: int) -> Kind:
    return kind_of(settings().kinds.get((source, slug), ""), "", people, settings().bounds)
