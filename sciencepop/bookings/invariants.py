"""What must always hold of seats; `flask doctor` asks. Each function returns a sentence for every breach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import exists, func, or_, select

from sciencepop.bookings.models import Booking, Commitment, Guest, NoShowPoint, PointReason, SeatPool
from sciencepop.bookings.queries.seats import taken_seats
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState

MOST = 50
LATE = timedelta(minutes=10)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    found: list[str] = []
    for check in CHECKS:
        found += check()
    return found


def oversold() -> list[str]:
    """A pool gives no more seats than it has."""
    taken = taken_seats(SeatPool.id)  # type: ignore[arg-type]
    rows = db.session.execute(select(SeatPool.id, SeatPool.size, taken).where(taken > SeatPool.size).limit(MOST))
    return [f"Seat pool {pool} has {size} seats, but {sold} are taken." for pool, size, sold in rows]


def claims_on_cancelled() -> list[str]:
    """Nobody holds or awaits seats of a cancelled occurrence."""
    rows = db.session.execute(
        select(SeatPool.occurrence_id, func.count(Booking.id))
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Occurrence.state == OccurrenceState.CANCELLED, Booking.state.in_(states.UNTOLD))
        .group_by(SeatPool.occurrence_id)
        .limit(MOST)
    )
    return [f"Occurrence {number} is cancelled, but {count} bookings of it are open." for number, count in rows]


def orphans() -> list[str]:
    """Every claim has its pool and occurrence, every occurrence that must be booked has a pool."""
    lost = db.session.scalar(
        select(func.count(Booking.id))
        .outerjoin(SeatPool, Booking.pool_id == SeatPool.id)
        .outerjoin(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Occurrence.id.is_(None))
    )
    bare = db.session.scalars(
        select(Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .outerjoin(SeatPool, SeatPool.occurrence_id == Occurrence.id)
        .where(
            Event.booking_mode == BookingMode.SEATS,
            Occurrence.state == OccurrenceState.SCHEDULED,
            SeatPool.id.is_(None),
        )
        .limit(MOST)
    )
    found = [f"{lost} bookings have lost their pool or occurrence."] if lost else []
    return found + [f"Occurrence {number} must be booked, but has no seat pool." for number in bare]


def late_offers() -> list[str]:
    """An offer ends at its hour; ten minutes later the job should have ended it."""
    late = db.session.scalar(select(func.count(Booking.id)).where(Booking.offer_ends_at < clock.now() - LATE))
    return [f"{late} offers are past their end: is the worker running?"] if late else []


def wrong_fullness() -> list[str]:
    """What pages and calendars are told of fullness is true."""
    taken = (
        select(func.sum(taken_seats(SeatPool.id)))  # type: ignore[arg-type]
        .where(SeatPool.occurrence_id == Occurrence.id)
        .correlate(Occurrence)
        .scalar_subquery()
    )
    size = (
        select(func.sum(SeatPool.size))
        .where(SeatPool.occurrence_id == Occurrence.id)
        .correlate(Occurrence)
        .scalar_subquery()
    )
    wrong = or_(Occurrence.is_full.is_(True) & (taken < size), Occurrence.is_full.is_(False) & (taken >= size))
    rows = db.session.execute(
        select(Occurrence.id, Occurrence.is_full)
        .where(Occurrence.state == OccurrenceState.SCHEDULED, Occurrence.ends_at > clock.now(), wrong)
        .limit(MOST)
    )
    return [
        f"Occurrence {number} is shown as {'full' if is_full else 'not full'}, and is not."
        if is_full
        else f"Occurrence {number} is full, but is not shown as full."
        for number, is_full in rows
    ]


def too_many_guests() -> list[str]:
    """A party has no more names than seats."""
    rows = db.session.execute(
        select(Booking.id, Booking.seats, func.count(Guest.id))
        .join(Guest, Guest.booking_id == Booking.id)
        .group_by(Booking.id, Booking.seats)
        .having(func.count(Guest.id) > Booking.seats)
        .limit(MOST)
    )
    return [f"Booking {number} has {count} names for {seats} seats." for number, seats, count in rows]


def doubled() -> list[str]:
    """One person has one booking in play per pool; a unique index holds it too."""
    rows = db.session.execute(
        select(Booking.pool_id, func.count(Booking.id))
        .where(Booking.state.in_((BookingState.WAITING, *states.LIVE)))
        .group_by(Booking.person_id, Booking.pool_id)
        .having(func.count(Booking.id) > 1)
        .limit(MOST)
    )
    return [f"Seat pool {pool} holds {count} bookings of one person." for pool, count in rows]


def wrong_ledger() -> list[str]:
    """What is to come takes the time of each holder who comes, and nothing else does."""
    taken = exists().where(Commitment.booking_id == Booking.id, Commitment.person_id == Booking.person_id)
    live = Booking.state.in_(states.TAKES_TIME)
    wrong = or_(live & Booking.comes & ~taken, ~live & taken)
    rows = db.session.scalars(
        select(Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Occurrence.ends_at > clock.now(), wrong)
        .limit(MOST)
    )
    return [f"The ledger of time and booking {number} do not agree." for number in rows]


def moved_without_ledger() -> list[str]:
    """Time in the ledger is that of the occurrence."""
    rows = db.session.scalars(
        select(Commitment.id)
        .join(Occurrence, Commitment.occurrence_id == Occurrence.id)
        .where(or_(Commitment.starts_at != Occurrence.starts_at, Commitment.ends_at != Occurrence.ends_at))
        .limit(MOST)
    )
    return [f"Commitment {number} has another time than its occurrence." for number in rows]


def wrong_points() -> list[str]:
    """A point that holds belongs to a booking whose holder did not come, or gave it back late."""
    fits = or_(
        (NoShowPoint.reason == PointReason.NO_SHOW) & (Booking.state == BookingState.NO_SHOW),
        (NoShowPoint.reason == PointReason.LATE_CANCEL) & (Booking.state == BookingState.CANCELLED),
    )
    rows = db.session.scalars(
        select(NoShowPoint.id)
        .join(Booking, NoShowPoint.booking_id == Booking.id)
        .where(NoShowPoint.lifted_at.is_(None), ~(fits & (NoShowPoint.person_id == Booking.person_id)))
        .limit(MOST)
    )
    return [f"Point {number} counts for a booking that does not deserve it." for number in rows]


CHECKS: tuple[Callable[[], list[str]], ...] = (
    oversold,
    claims_on_cancelled,
    orphans,
    late_offers,
    wrong_fullness,
    too_many_guests,
    doubled,
    wrong_ledger,
    moved_without_ledger,
    wrong_points,
)
