"""The single sessions behind a number: as many as it says, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import Course, CourseClass, Lesson, TeachingPoint
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.coverage.queries.expressions import (
    Moment,
    came_by_lesson,
    enrolled_by_class,
    held_occurrences,
    part_of,
    seats_of_occurrences,
    town_of,
)
from sciencepop.coverage.rules.held import Dimension, Held, Numbers, Source, Wanted
from sciencepop.coverage.rules.periods import Period
from sciencepop.delivery.models import DeliveryOrder, MenuItem
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.queries.visible import SHOWN_BASE_STATES, SHOWN_EVENT_STATES

A_PAGE = 50
LARGEST = 2**53


@dataclass(frozen=True)
class Row:
    """One session. `name` is what its page is found by: a slug or a code, '' where it was taken down."""

    source: Source
    id: int
    starts_at: datetime
    name: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    town: str
    numbers: Numbers


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this row."""

    seconds: int
    id: int

    def passed(self, starts_at: Moment, number: Any) -> ColumnElement[bool]:
        at = datetime.fromtimestamp(self.seconds, UTC)
        return or_(starts_at > at, (starts_at == at) & (number > self.id))


def page_of_sessions(
    session: Session, held: Sequence[Held], period: Period, wanted: Wanted, now: datetime, after: str
) -> Page[Row]:
    """The sessions of what fits, by where they come from and time. `held` is all that the period had."""
    fitting = [one for one in held if one.fits(wanted)]
    sources = list(Source)
    start, key = _read(after)
    rows: list[Row] = []
    for number, source in enumerate(sources[start:], start):
        ids = sorted({one.id for one in fitting if one.source is source})
        if ids and len(rows) <= A_PAGE:
            rows += READ[source](
                session, ids, period, wanted, now, key if number == start else None, A_PAGE + 1 - len(rows)
            )
    count = sum(one.numbers.sessions for one in fitting)
    if len(rows) <= A_PAGE:
        return Page(rows, total=count)
    last = rows[A_PAGE - 1]
    cursor = encode_cursor(sources.index(last.source), int(last.starts_at.timestamp()), last.id)
    return Page(rows[:A_PAGE], cursor, count)


def _read(after: str) -> tuple[int, Key | None]:
    found = decode_cursor(after, (int, int, int))
    if not found or not 0 <= found[0] < len(Source) or not (0 <= found[1] < 2**32 and 0 <= found[2] < LARGEST):
        return 0, None
    return found[0], Key(found[1], found[2])


def _events(
    session: Session, ids: list[int], period: Period, wanted: Wanted, now: datetime, key: Key | None, limit: int
) -> list[Row]:
    town = town_of()
    found = held_occurrences(period, now, Occurrence, Event, ScienceBase, town).where(Occurrence.event_id.in_(ids))
    if Dimension.TOWN in wanted:
        found = found.where(town == wanted[Dimension.TOWN])
    if Dimension.PART in wanted:
        found = found.where(part_of(Occurrence.starts_at, period) == wanted[Dimension.PART])
    rows = session.execute(_cut(found, Occurrence, key, limit)).all()
    seats = seats_of_occurrences(Occurrence.id.in_([one.id for one, *_ in rows]))
    numbers = {number: Numbers(1, *map(int, counts)) for number, *counts in session.execute(select(seats))}
    return [
        Row(
            Source.EVENT,
            one.id,
            one.starts_at,
            event.slug if event.state in SHOWN_EVENT_STATES and base.state in SHOWN_BASE_STATES else "",
            event.title_zh,
            event.title_en,
            one.place_zh or base.name_zh,
            one.place_en if one.place_zh else base.name_en,
            where,
            numbers.get(one.id, Numbers(1)),
        )
        for one, event, base, where in rows
    ]


def _deliveries(
    session: Session, ids: list[int], period: Period, wanted: Wanted, now: datetime, key: Key | None, limit: int
) -> list[Row]:
    found = select(DeliveryOrder, MenuItem).join(MenuItem, MenuItem.id == DeliveryOrder.given_id)
    found = found.where(DeliveryOrder.id.in_(ids))
    return [
        Row(
            Source.DELIVERY,
            order.id,
            order.starts_at,
            order.code,
            item.title_zh,
            item.title_en,
            order.place,
            "",
            order.town_code,
            Numbers(1, order.people, order.people, order.came),
        )
        for order, item in session.execute(_cut(found, DeliveryOrder, key, limit))
    ]


def _lessons(
    session: Session, ids: list[int], period: Period, wanted: Wanted, now: datetime, key: Key | None, limit: int
) -> list[Row]:
    enrolled, came = enrolled_by_class(), came_by_lesson(period, now)
    counts = (func.coalesce(enrolled.c.taken, 0), func.coalesce(came.c.visits, 0))
    found = (
        select(Lesson, CourseClass, Course, TeachingPoint, *counts)
        .join(CourseClass, CourseClass.id == Lesson.class_id)
        .join(Course, Course.id == CourseClass.course_id)
        .join(TeachingPoint, TeachingPoint.id == CourseClass.point_id)
        .outerjoin(enrolled, enrolled.c.class_id == CourseClass.id)
        .outerjoin(came, came.c.lesson_id == Lesson.id)
        .where(Lesson.id.in_(ids))
    )
    return [
        Row(
            Source.LESSON,
            lesson.id,
            lesson.starts_at,
            one.code,
            course.title_zh,
            course.title_en,
            point.name_zh,
            point.name_en,
            point.town_code,
            Numbers(1, one.capacity, int(taken), int(visits)),
        )
        for lesson, one, course, point, taken, visits in session.execute(_cut(found, Lesson, key, limit))
    ]


READ: dict[Source, Callable[..., list[Row]]] = {
    Source.EVENT: _events,
    Source.DELIVERY: _deliveries,
    Source.LESSON: _lessons,
}


def _cut(found: Any, model: Any, key: Key | None, limit: int) -> Any:
    """The next rows of a select by time."""
    if key:
        found = found.where(key.passed(model.starts_at, model.id))
    return found.order_by(model.starts_at, model.id).limit(limit)
