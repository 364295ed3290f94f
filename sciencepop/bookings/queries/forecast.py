"""What an event's past sessions gave back, in two queries of bounded size."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.seats import GENERAL
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.models import Occurrence, OccurrenceState

MOST_SESSIONS = 24
"""How far back one looks: the newest sessions say most."""

_GIVEN_BACK = (BookingState.CANCELLED, BookingState.DECLINED, BookingState.EXPIRED)


def list_freed(session: Session, occurrence: Occurrence, now: datetime) -> list[int]:
    """For each past session of the event that was full with as much time left as now: the seats given back later on.

    Counted up to its close of booking, because nobody is promoted after it. Seats that were given back, offered and
    given back again count each time: each time another party of the line was asked.
    """
    left = occurrence.starts_at - now
    sizes, moments = {}, {}
    for pool_id, size, starts_at in _past_pools(session, occurrence.event_id, now):
        sizes[pool_id], moments[pool_id] = size, starts_at - left
    if not sizes:
        return []
    return [freed for pool_id, taken, freed in _sums(session, moments) if taken >= sizes[pool_id]]


def _past_pools(session: Session, event_id: int, now: datetime) -> list[tuple[int, int, datetime]]:
    found = (
        select(SeatPool.id, SeatPool.size, Occurrence.starts_at)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(
            Occurrence.event_id == event_id,
            Occurrence.starts_at <= now,
            Occurrence.state == OccurrenceState.SCHEDULED,
            SeatPool.name == GENERAL,
            SeatPool.size > 0,
        )
    )
    rows = session.execute(found.order_by(Occurrence.starts_at.desc()).limit(MOST_SESSIONS))
    return [(pool_id, size, starts_at) for pool_id, size, starts_at in rows]


def _sums(session: Session, moments: dict[int, datetime]) -> list[tuple[int, int, int]]:
    """Each pool with the seats taken at its moment, and those given back between it and the close of booking."""
    then: ColumnElement[datetime] = case(
        {pool_id: literal(moment, Booking.changed_at.type) for pool_id, moment in moments.items()},
        value=Booking.pool_id,
    )
    has_ended = Booking.state.in_(_GIVEN_BACK)
    sat_then = (Booking.seated_at <= then) & or_(~has_ended, Booking.changed_at > then)
    freed_later = has_ended & (Booking.changed_at > then) & (Booking.changed_at < Occurrence.booking_closes_at)
    rows = session.execute(
        select(
            Booking.pool_id,
            func.sum(case((sat_then, Booking.seats), else_=0)),
            func.sum(case((freed_later, Booking.seats), else_=0)),
        )
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Booking.pool_id.in_(moments), Booking.seated_at.is_not(None))
        .group_by(Booking.pool_id)
    )
    return [(int(pool_id), int(taken), int(freed)) for pool_id, taken, freed in rows]
