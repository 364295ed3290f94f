"""Giving free seats to the waiting list. One function; cancelling, declining, expiry, resizing and the jobs call it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import find_occurrence, is_strict, list_waiting, why_nobody
from sciencepop.bookings.rules.pools import Room, seat
from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become


@dataclass(frozen=True)
class Asked:
    """How many parties of a waiting list were asked, and the room that is left after it."""

    count: int
    room: Room


def promote(session: Session, pool: SeatPool, now: datetime) -> int:
    """Offer what is free in the pool's occurrence to those who wait, and return the seats still free for everybody."""
    return ask(session, pool, now).room.free


def ask(session: Session, pool: SeatPool, now: datetime) -> Asked:
    """As `promote`, telling more. Call with the occurrence's pools locked, or its shared resources; the caller settles.

    Nothing is trusted to have been released: the room is counted anew. An offer holds its seats until `offer_ends_at`,
    in whichever pool had them; whether it overlaps is asked when it is accepted.
    """
    session.flush()
    room = read_room(session, pool.occurrence_id)
    assert room is not None
    parties = list_waiting(session, pool) if room.general.waiting and room.free_in_any else []
    if not parties:
        return Asked(0, room)
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    if why_nobody(occurrence, room, parties, now):
        return Asked(0, room)
    chosen = seat(parties, room, is_strict=is_strict(occurrence))
    ends_at = offer_end(now, occurrence.closes_at)
    found = select(Booking).where(Booking.id.in_(chosen)).order_by(Booking.id)
    found = found.options(joinedload(Booking.person).selectinload(Person.addresses))
    for booking in session.scalars(found.execution_options(populate_existing=True)):
        booking.pool_id = chosen[booking.id]
        become(session, booking, occurrence, BookingState.OFFERED, now=now, offer_ends_at=ends_at)
        tell(session, booking, occurrence, booking.person, News.OFFERED, now=now)
        room = room.after(booking.pool_id, booking.seats)
    return Asked(len(chosen), room)
