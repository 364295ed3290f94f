"""One's place in a waiting list: what is ahead, what may come of it, and why one is passed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from sciencepop.bookings.models import Booking, Guest, SeatPool
from sciencepop.bookings.queries.forecast import list_freed
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import household_is_in
from sciencepop.bookings.rules.forecast import Forecast, forecast
from sciencepop.bookings.rules.promotion import PassedOver
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.models import Occurrence


def forecast_joining(
    session: Session, occurrence: Occurrence, pool: SeatPool, *, seats: int, free: int, now: datetime
) -> Forecast:
    """What a party of that size may expect that joins the end of the line now."""
    waits = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.pool_id == pool.id, Booking.state == BookingState.WAITING
    )
    ahead = int(session.scalar(waits) or 0)
    return forecast(list_freed(session, occurrence, now), seats=seats, seats_ahead=ahead, free=free)


def forecast_waiting(session: Session, booking: Booking, *, seats_ahead: int, now: datetime) -> Forecast:
    """What a party that waits may expect; `booking` comes with its pool and occurrence."""
    pool = booking.pool
    room = read_room(session, pool.occurrence_id)
    free = room.free if room else 0
    freed = list_freed(session, pool.occurrence, now)
    return forecast(freed, seats=booking.seats, seats_ahead=seats_ahead, free=free)


def why_passed(session: Session, booking: Booking) -> PassedOver | None:
    """Why a waiting party is not asked, or only after another: its child comes with another guardian too."""
    if not booking.children:
        return None
    is_in = household_is_in(booking.pool.occurrence_id)
    if session.scalar(select(is_in).where(Booking.id == booking.id)):
        return PassedOver.HAS_PLACE
    mine, theirs, other = aliased(Guest), aliased(Guest), aliased(Booking)
    ahead = (
        exists()
        .where(mine.booking_id == booking.id, theirs.child_id == mine.child_id, theirs.booking_id == other.id)
        .where(other.pool_id == booking.pool_id, other.state == BookingState.WAITING, other.id < booking.id)
    )
    return PassedOver.WAITS_AHEAD if session.scalar(select(ahead)) else None
