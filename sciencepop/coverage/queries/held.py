"""What took place in a period, in a few set-based queries: sessions of the programme, deliveries, lessons.

Sessions of the programme are counted by the database into one row for each event, town and part of the week, so that a
year of 100,000 sessions is some thousand rows. Only what is over counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import ClassState, Course, CourseClass, Lesson, TeachingPoint
from sciencepop.coverage.queries.expressions import (
    came_by_lesson,
    enrolled_by_class,
    held_in,
    held_occurrences,
    part_of,
    seats_of_occurrences,
    town_of,
)
from sciencepop.coverage.rules.held import NONE, Dimension, Held, Numbers, Source, some
from sciencepop.coverage.rules.periods import Period
from sciencepop.coverage.settings import settings
from sciencepop.delivery.models import DeliveryOrder, MenuItem
from sciencepop.delivery.rules.orders import DONE, people_of
from sciencepop.programme.models import Event, EventAudience, Occurrence

D = Dimension


def list_held(session: Session, period: Period, now: datetime) -> list[Held]:
    """Everything that was held, alike things together."""
    return [
        *_list_events(session, period, now),
        *_list_deliveries(session, period, now),
        *_list_lessons(session, period, now),
    ]


def _list_events(session: Session, period: Period, now: datetime) -> list[Held]:
    held = held_in(Occurrence.starts_at, Occurrence.ends_at, period, now)
    seats, town, part = seats_of_occurrences(held), town_of(), part_of(Occurrence.starts_at, period)
    sums = [func.coalesce(func.sum(column), 0) for column in (seats.c.seats, seats.c.taken, seats.c.visits)]
    found = (
        held_occurrences(period, now, Occurrence.event_id, town, part, func.count(Occurrence.id), *sums)
        .outerjoin(seats, seats.c.occurrence_id == Occurrence.id)
        .group_by(Occurrence.event_id, town, part)
    )
    rows = session.execute(found).all()
    labels = _labels_of_events(session, period, now)
    return [
        Held(
            Source.EVENT,
            event_id,
            {D.TOWN: (town_code,), D.PART: (when,), **labels[event_id]},
            Numbers(*(int(number) for number in numbers)),
        )
        for event_id, town_code, when, *numbers in rows
    ]


def _labels_of_events(session: Session, period: Period, now: datetime) -> dict[int, dict[Dimension, frozenset[str]]]:
    """Audiences, ages and accessibility (the event's and its base's together) by event."""
    mine = select(Occurrence.event_id).where(held_in(Occurrence.starts_at, Occurrence.ends_at, period, now))
    audiences: dict[int, list[str]] = {}
    for event_id, slug in session.execute(
        select(EventAudience.event_id, EventAudience.slug).where(EventAudience.event_id.in_(mine))
    ):
        audiences.setdefault(event_id, []).append(slug)
    facts = select(Event.id, Event.age_min, Event.age_max, Event.access, ScienceBase.access)
    facts = facts.join(ScienceBase, ScienceBase.id == Event.base_id).where(Event.id.in_(mine))
    return {
        event_id: {
            D.AUDIENCE: some(audiences.get(event_id, ())),
            D.AGE: _ages(age_min, age_max),
            D.ACCESS: some({*(access or ()), *(base_access or ())}),
        }
        for event_id, age_min, age_max, access, base_access in session.execute(facts)
    }


def _list_deliveries(session: Session, period: Period, now: datetime) -> list[Held]:
    """Deliveries to the towns: the people who were expected are the seats, and all of them taken."""
    order = DeliveryOrder
    found = (
        select(
            order.id, order.town_code, order.audience, order.people, order.heads, MenuItem.age_from, MenuItem.age_until
        )
        .add_columns(part_of(order.starts_at, period))
        .join(MenuItem, MenuItem.id == order.given_id)
        .where(order.state.in_(DONE), held_in(order.starts_at, order.ends_at, period, now))
    )
    return [
        Held(
            Source.DELIVERY,
            order_id,
            {
                D.TOWN: (town,),
                D.AUDIENCE: some([audience] if audience else []),
                D.PART: (when,),
                D.AGE: _ages(age_from, age_until),
                D.ACCESS: (NONE,),
            },
            Numbers(1, people, people, people_of(heads)),
        )
        for order_id, town, audience, people, heads, age_from, age_until, when in session.execute(found)
    ]


def _list_lessons(session: Session, period: Period, now: datetime) -> list[Held]:
    """Lessons of the college at the town of their point; who is enrolled has a seat in each."""
    enrolled, came = enrolled_by_class(), came_by_lesson(period, now)
    found = (
        select(
            Lesson.id,
            TeachingPoint.town_code,
            Course.audiences,
            part_of(Lesson.starts_at, period),
            CourseClass.capacity,
            func.coalesce(enrolled.c.taken, 0),
            func.coalesce(came.c.visits, 0),
        )
        .join(CourseClass, CourseClass.id == Lesson.class_id)
        .join(Course, Course.id == CourseClass.course_id)
        .join(TeachingPoint, TeachingPoint.id == CourseClass.point_id)
        .outerjoin(enrolled, enrolled.c.class_id == CourseClass.id)
        .outerjoin(came, came.c.lesson_id == Lesson.id)
        .where(CourseClass.state == ClassState.PUBLISHED, held_in(Lesson.starts_at, Lesson.ends_at, period, now))
    )
    return [
        Held(
            Source.LESSON,
            lesson_id,
            {
                D.TOWN: (town,),
                D.AUDIENCE: some(audiences or ()),
                D.PART: (when,),
                D.AGE: _ages(None, None),
                D.ACCESS: (NONE,),
            },
            Numbers(1, capacity, int(taken), int(visits)),
        )
        for lesson_id, town, audiences, when, capacity, taken, visits in session.execute(found)
    ]


def _ages(age_min: int | None, age_max: int | None) -> frozenset[str]:
    """The bands of age that something is for; without limits it is for all."""
    return some(slug for slug, band in settings().ages.items() if band.meets(age_min, age_max))
