"""The door of an event on one day: its sessions with who is expected and who is in, and one party by name or code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.seats import read_seats
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.models import Occurrence, OccurrenceState

MOST_FOUND = 20


@dataclass(frozen=True)
class AtDoor:
    """A session of the day: seats of parties still expected, seats that are in, and places left."""

    occurrence: Occurrence
    expected: int
    entered: int
    free: int


def list_at_door(session: Session, event_id: int, first: datetime, last: datetime) -> list[AtDoor]:
    """The sessions of an event that begin between two moments, in their order."""
    of_day = (
        Occurrence.event_id == event_id,
        Occurrence.starts_at >= first,
        Occurrence.starts_at < last,
        Occurrence.state != OccurrenceState.CANCELLED,
    )
    expected = func.sum(case((Booking.state == BookingState.CONFIRMED, Booking.seats), else_=0))
    entered = func.sum(Booking.came)
    sums = {
        row[0]: (int(row[1]), int(row[2]))
        for row in session.execute(
            select(SeatPool.occurrence_id, expected, entered)
            .join(Booking, Booking.pool_id == SeatPool.id)
            .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
            .where(*of_day)
            .group_by(SeatPool.occurrence_id)
        )
    }
    rows = session.scalars(select(Occurrence).where(*of_day).order_by(Occurrence.starts_at, Occurrence.id)).all()
    seats = read_seats(session, [row.id for row in rows])
    found = []
    for row in rows:
        left = seats.get(row.id)
        found.append(AtDoor(row, *sums.get(row.id, (0, 0)), left.free if left else 0))
    return found


def find_parties(session: Session, occurrence_ids: Sequence[int], words: str) -> Sequence[Booking]:
    """Parties of these sessions that hold or used a seat, by part of a name or by their code."""
    code = words.replace(" ", "").upper()
    held = (BookingState.CONFIRMED, BookingState.ATTENDED, BookingState.NO_SHOW)
    found = (
        select(Booking)
        .join(Booking.pool)
        .join(Booking.person)
        .where(
            SeatPool.occurrence_id.in_(occurrence_ids),
            Booking.state.in_(held),
            or_(Person.name.contains(words, autoescape=True), Booking.code == code),
        )
        .options(contains_eager(Booking.person), contains_eager(Booking.pool))
    )
    return session.scalars(found.order_by(Booking.id).limit(MOST_FOUND)).all() if words and occurrence_ids else []
