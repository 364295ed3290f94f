"""The expressions that counting and listing share: where, when, and how many people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, BookingState, Gate, SeatPool
from sciencepop.college.models import Enrolment, EnrolmentState, Lesson, LessonMark
from sciencepop.college.rules.attendance import CAME
from sciencepop.core import clock
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.local_hour import LocalHour
from sciencepop.coverage.rules.held import NONE, Part
from sciencepop.coverage.rules.periods import Period
from sciencepop.coverage.settings import settings
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.queries.visible import WAS_PUBLIC, event_is_visible, occurrence_is_on

TAKEN = (BookingState.CONFIRMED, BookingState.ATTENDED, BookingState.NO_SHOW)
ENROLLED = (EnrolmentState.CONFIRMED, EnrolmentState.COMPLETED, EnrolmentState.FAILED)

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def town_of() -> ColumnElement[str]:
    """Where an occurrence is: its own town, else its base's unless it is elsewhere (as the list of events says it)."""
    base = case((Occurrence.place_zh == "", ScienceBase.town_code))
    return func.coalesce(Occurrence.town_code, base, literal(NONE))


def part_of(starts_at: Moment, period: Period) -> ColumnElement[str]:
    """`rules.held.Part` of a moment in the period, by the calendar of the country."""
    almanac, hour = get_almanac(), LocalHour(starts_at)
    days = (period.first + timedelta(days=number) for number in range((period.after - period.first).days))
    off = [day.isoformat() for day in days if not almanac.is_workday(day)]
    evening = func.substr(hour, 12, 2) >= f"{settings().evening_from:02d}"
    return case(
        (func.substr(hour, 1, 10).in_(off), literal(Part.OFF.value)),
        (evening, literal(Part.EVENING.value)),
        else_=literal(Part.DAY.value),
    )


def held_in(starts_at: Moment, ends_at: Moment, period: Period, now: datetime) -> ColumnElement[bool]:
    """Began on a day of the period, and is over."""
    first, after = clock.day_bounds(period.first)[0], clock.day_bounds(period.after)[0]
    return and_(starts_at >= first, starts_at < after, ends_at <= now)


def held_occurrences(period: Period, now: datetime, *columns: Any) -> Select[Any]:
    """Select columns of the sessions of the programme that were held; event and base are joined.

    Of what the public sees no more, because the event or its base was taken down, those to which somebody came.
    """
    of_session = SeatPool.occurrence_id == Occurrence.id
    came = exists().where(of_session, Booking.pool_id == SeatPool.id, Booking.state == BookingState.ATTENDED)
    walked = exists().where(of_session, Gate.pool_id == SeatPool.id, Gate.walked_in > 0)
    return (
        select(*columns)
        .select_from(Occurrence)
        .join(Event, Occurrence.event_id == Event.id)
        .join(ScienceBase, Event.base_id == ScienceBase.id)
        .where(held_in(Occurrence.starts_at, Occurrence.ends_at, period, now), occurrence_is_on())
        .where(or_(event_is_visible(), and_(Event.state.in_(WAS_PUBLIC), or_(came, walked))))
    )


def seats_of_occurrences(which: ColumnElement[bool]) -> Subquery:
    """Seats, taken seats and people who came, by occurrence: bookings, and those whom a gate let in without one.

    `which` is a condition on occurrences.
    """
    pools = (
        select(
            SeatPool.id,
            SeatPool.occurrence_id,
            SeatPool.size,
            func.coalesce(func.sum(Booking.seats), 0).label("taken"),
            func.coalesce(func.sum(Booking.came), 0).label("visits"),
        )
        .join(Occurrence, Occurrence.id == SeatPool.occurrence_id)
        .outerjoin(Booking, and_(Booking.pool_id == SeatPool.id, Booking.state.in_(TAKEN)))
        .where(which)
        .group_by(SeatPool.id, SeatPool.occurrence_id, SeatPool.size)
        .subquery()
    )
    gates = select(Gate.pool_id, func.sum(Gate.walked_in).label("walked_in")).group_by(Gate.pool_id).subquery()
    walked = func.coalesce(gates.c.walked_in, 0)
    return (
        select(
            pools.c.occurrence_id,
            func.sum(pools.c.size).label("seats"),
            func.sum(pools.c.taken + walked).label("taken"),
            func.sum(pools.c.visits + walked).label("visits"),
        )
        .outerjoin(gates, gates.c.pool_id == pools.c.id)
        .group_by(pools.c.occurrence_id)
        .subquery()
    )


def enrolled_by_class() -> Subquery:
    found = select(Enrolment.class_id, func.count().label("taken")).where(Enrolment.state.in_(ENROLLED))
    return found.group_by(Enrolment.class_id).subquery()


def came_by_lesson(period: Period, now: datetime) -> Subquery:
    found = select(LessonMark.lesson_id, func.count().label("visits")).where(LessonMark.mark.in_(CAME))
    found = found.join(Lesson, Lesson.id == LessonMark.lesson_id)
    found = found.where(held_in(Lesson.starts_at, Lesson.ends_at, period, now))
    return found.group_by(LessonMark.lesson_id).subquery()
