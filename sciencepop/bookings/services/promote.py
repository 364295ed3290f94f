"""Offering free seats to those who wait: one function, called by whoever gives seats back and by the worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.bookings.rules.waiting import Party, choose, offer_end
from sciencepop.bookings.services.seats import count_taken
from sciencepop.bookings.services.tell import Letter, tell
from sciencepop.programme.models import EventState, Occurrence, OccurrenceState

LONGEST_LOOK = 500


def promote(session: Session, pool: SeatPool, occurrence: Occurrence, *, now: datetime) -> list[Booking]:
    """Turn waiting parties that fit into offers that hold their seats. The pool must be locked; the caller settles.

    Free seats are added up anew; that something was released is never taken on trust.
    """
    if why_nobody(occurrence, now) is not None:
        return []
    free = pool.size - count_taken(session, pool.id).seats
    if free <= 0:
        return []
    waiting = {booking.id: booking for booking in list_waiting(session, pool.id)}
    offered = []
    for party in choose(free, [Party(booking.id, booking.seats) for booking in waiting.values()]):
        booking = waiting[party.booking_id]
        booking.state = BookingState.OFFERED
        booking.offer_ends_at = offer_end(now, occurrence.booking_closes_at)
        booking.changed_at = now
        tell(session, booking, occurrence, Letter.OFFERED, now=now)
        offered.append(booking)
    return offered


def why_nobody(occurrence: Occurrence, now: datetime) -> str | None:
    """Why nobody of this occurrence's list is promoted at all: `cancelled`, `withdrawn`, `closed`; None when they are."""
    if occurrence.state is OccurrenceState.CANCELLED or occurrence.event.state is EventState.CANCELLED:
        return "cancelled"
    if occurrence.event.state is not EventState.PUBLISHED:
        return "withdrawn"
    return "closed" if occurrence.booking_closes_at <= now else None


def list_waiting(session: Session, pool_id: int) -> list[Booking]:
    """The first parties of a pool's waiting list, by arrival."""
    found = (
        select(Booking)
        .where(Booking.pool_id == pool_id, Booking.state == BookingState.WAITING)
        .order_by(Booking.created_at, Booking.id)
        .limit(LONGEST_LOOK)
    )
    return list(session.scalars(found.execution_options(populate_existing=True)))
