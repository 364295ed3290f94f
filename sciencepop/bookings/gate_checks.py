"""What must always hold of gates; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, or_, select

from sciencepop.bookings.models import Booking, DoorEvent, Gate, SeatPool
from sciencepop.bookings.rules.gates import CLAIMS, KEPT_OPEN
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence

MOST = 50
LATE = timedelta(hours=1)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*wrong_walk_ins(), *wrong_attendance(), *forgotten()]


def wrong_walk_ins() -> list[str]:
    """A gate has given as many seats to walk-ins as it has noted."""
    noted = (
        select(func.coalesce(func.sum(DoorEvent.seats), 0))
        .where(DoorEvent.gate_id == Gate.id, DoorEvent.verdict.in_(CLAIMS))
        .scalar_subquery()
    )
    rows = db.session.execute(select(Gate.id, Gate.walked_in, noted).where(noted != Gate.walked_in).limit(MOST))
    return [f"Gate {gate} counts {seats} walk-ins, but has noted {found}." for gate, seats, found in rows]


def wrong_attendance() -> list[str]:
    """Only who was there has a number of heads."""
    wrong = or_(Booking.attended_at.is_not(None), Booking.seats_attended.is_not(None))
    found = select(Booking.id).where(wrong, Booking.state != BookingState.ATTENDED)
    return [f"Booking {number} counts heads, but was not attended." for number in db.session.scalars(found.limit(MOST))]


def forgotten() -> list[str]:
    """A gate that nobody ended is ended by the job half a day after the event."""
    late = (
        select(func.count(Gate.id))
        .join(Gate.pool)
        .join(SeatPool.occurrence)
        .where(Gate.ended_at.is_(None), Occurrence.ends_at < clock.now() - KEPT_OPEN - LATE)
    )
    count = db.session.scalar(late)
    return [f"{count} gates are still open long after their event: is the worker running?"] if count else []
