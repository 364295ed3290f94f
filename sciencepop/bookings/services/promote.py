"""Giving free seats to the waiting list. One function; cancelling, declining, expiry, resizing and the job call it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.seats import count_taken, find_occurrence, is_strict, list_waiting, why_nobody
from sciencepop.bookings.rules.promotion import choose, offer_end
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become


def promote(session: Session, pool: SeatPool, now: datetime) -> int:
    """Offer what is free to those who wait, and return the seats that are still free.

    Call with the pool locked; the caller settles. Nothing is trusted to have been released: free seats are counted
    anew. An offer holds its seats until `offer_ends_at`; whether it overlaps is asked when it is accepted.
    """
    session.flush()
    taken = count_taken(session, pool.id)
    free = pool.size - taken
    parties = list_waiting(session, pool) if free > 0 else []
    if not parties:
        return free
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    if why_nobody(occurrence, pool, taken, parties, now):
        return free
    chosen = [party.id for party in choose(parties, free, is_strict=is_strict(occurrence))]
    ends_at = offer_end(now, occurrence.booking_closes_at)
    found = select(Booking).where(Booking.id.in_(chosen)).order_by(Booking.id)
    found = found.options(joinedload(Booking.person).selectinload(Person.addresses))
    for booking in session.scalars(found.execution_options(populate_existing=True)):
        become(session, booking, occurrence, BookingState.OFFERED, now=now, offer_ends_at=ends_at)
        tell(session, booking, occurrence, booking.person, News.OFFERED, now=now)
        free -= booking.seats
    return free
