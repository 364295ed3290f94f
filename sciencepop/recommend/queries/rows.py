"""The rows that the engine's tables are made of: bases, events, sessions that were, and visits of everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.programme.models import Event, EventAudience, EventState, EventTopic, Occurrence, OccurrenceState
from sciencepop.recommend.engine.numbers import BaseRow, EventRow, Seen
from sciencepop.recommend.models import ForgottenVisit, TasteSetting

SHOWN_ONCE = (EventState.PUBLISHED, EventState.CANCELLED, EventState.WITHDRAWN)
"""Events that somebody may have been at."""


def list_bases(session: Session) -> list[BaseRow]:
    columns = (ScienceBase.id, ScienceBase.name_zh, ScienceBase.name_en, ScienceBase.lat, ScienceBase.lon)
    return [BaseRow(*row) for row in session.execute(select(*columns).order_by(ScienceBase.id))]


def list_events(session: Session) -> list[EventRow]:
    """Every event that is or was public, oldest first."""
    topics, audiences = _labels(session, EventTopic), _labels(session, EventAudience)
    rows = session.execute(
        select(Event.id, Event.base_id, Event.title_zh, Event.title_en)
        .where(Event.state.in_(SHOWN_ONCE))
        .order_by(Event.id)
    )
    return [EventRow(*row, topics.get(row.id, ()), audiences.get(row.id, ())) for row in rows]


def _labels(session: Session, model: type[EventTopic] | type[EventAudience]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, slug in session.execute(select(model.event_id, model.slug).order_by(model.slug)):
        found.setdefault(number, []).append(slug)
    return found


def read_times(session: Session, now: datetime) -> dict[int, tuple[int, int]]:
    """When a session ends and when its booking opens, in seconds since 1970, by occurrence, of what is not over."""
    columns = (Occurrence.id, Occurrence.ends_at, Occurrence.booking_opens_at)
    rows = session.execute(select(*columns).where(Occurrence.ends_at > now))
    return {number: (int(ends.timestamp()), int(opens.timestamp())) for number, ends, opens in rows}


def read_open_shares(session: Session, first: datetime, last: datetime) -> Mapping[int, float]:
    """The share of seats that are free, by occurrence, of what starts between two moments; for ranking only."""
    taken = select(Booking.pool_id, func.sum(Booking.seats).label("seats")).where(Booking.state.in_(states.LIVE))
    by_pool = taken.group_by(Booking.pool_id).subquery()
    rows = session.execute(
        select(SeatPool.occurrence_id, func.sum(SeatPool.size), func.sum(func.coalesce(by_pool.c.seats, 0)))
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .outerjoin(by_pool, by_pool.c.pool_id == SeatPool.id)
        .where(Occurrence.starts_at > first, Occurrence.starts_at <= last)
        .group_by(SeatPool.occurrence_id)
    )
    return {number: max(0.0, 1 - int(taken) / int(size)) if size else 0.0 for number, size, taken in rows}


def list_held(session: Session, now: datetime) -> list[tuple[int, Seen]]:
    """Every session that was, with its event and start."""
    rows = session.execute(
        select(Occurrence.id, Occurrence.event_id, Occurrence.starts_at)
        .join(Event, Occurrence.event_id == Event.id)
        .where(Event.state.in_(SHOWN_ONCE), Occurrence.state == OccurrenceState.SCHEDULED, Occurrence.starts_at < now)
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return [(number, (event, int(starts_at.timestamp()))) for number, event, starts_at in rows]


def counts_for_tastes() -> ColumnElement[bool]:
    """Bookings that say something about their holder: one's own, to which one came or is to come, not forgotten."""
    forgotten = select(ForgottenVisit.booking_id).where(ForgottenVisit.booking_id == Booking.id).exists()
    return and_(
        Booking.state.in_(states.COMMITTED),
        Booking.comes,
        Booking.is_group.is_(False),
        Booking.desk.is_(None),
        ~forgotten,
    )


def list_visits_of_all(session: Session, now: datetime) -> Iterator[tuple[int, int]]:
    """Person and occurrence of every visit that may be counted, by person; who switched off is not counted at all."""
    off = select(TasteSetting.person_id).where(TasteSetting.is_off)
    rows = session.execute(
        select(Booking.person_id, SeatPool.occurrence_id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(Person, Booking.person_id == Person.id)
        .where(counts_for_tastes(), Occurrence.starts_at < now, Person.closed_at.is_(None), Person.id.not_in(off))
        .order_by(Booking.person_id, Occurrence.starts_at, Booking.id),
        execution_options={"yield_per": 2000},
    )
    return ((person, occurrence) for person, occurrence in rows)


def read_choices(session: Session, person_ids: Collection[int]) -> dict[int, tuple[tuple[str, ...], str]]:
    """Audiences and town that people chose, by person."""
    wanted = set(person_ids)
    rows = session.execute(select(Person.id, Person.audiences, Person.town_code).order_by(Person.id))
    return {number: (tuple(audiences or ()), town or "") for number, audiences, town in rows if number in wanted}
