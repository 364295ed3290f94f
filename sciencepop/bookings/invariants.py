"""What must always hold of seats; `flask doctor` asks. Each function returns a sentence for every breach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import case, exists, func, or_, select

from sciencepop.bookings.models import (
    Booking,
    Commitment,
    Guest,
    NoShowPoint,
    OccurrenceResource,
    PointReason,
    PoolKind,
    Resource,
    SeatPool,
)
from sciencepop.bookings.queries.rooms import read_rooms, read_uses_of, taken_seats
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.resources import peak
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState

MOST = 50
CHUNK = 500
LATE = timedelta(minutes=10)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    found: list[str] = []
    for check in CHECKS:
        found += check()
    return found


def oversold() -> list[str]:
    """A pool gives no more seats than it has."""
    taken = taken_seats(SeatPool.id)
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
    """What pages and calendars are told of fullness is true, by the function that decides."""
    found: list[str] = []
    last = 0
    while len(found) < MOST:
        rows = db.session.execute(
            select(Occurrence.id, Occurrence.is_full)
            .where(Occurrence.id > last, Occurrence.state == OccurrenceState.SCHEDULED)
            .where(Occurrence.ends_at > clock.now())
            .order_by(Occurrence.id)
            .limit(CHUNK)
        ).all()
        rooms = read_rooms(db.session(), [number for number, _full in rows])
        for number, is_full in rows:
            room = rooms.get(number)
            if room is not None and is_full != (room.free <= 0):
                found.append(
                    f"Occurrence {number} is shown as full, and is not."
                    if is_full
                    else f"Occurrence {number} is full, but is not shown as full."
                )
        if len(rows) < CHUNK:
            break
        last = rows[-1][0]
    return found[:MOST]


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
    """One person has one booking in play per occurrence; a unique index holds it per pool."""
    rows = db.session.execute(
        select(SeatPool.occurrence_id, func.count(Booking.id))
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .where(Booking.state.in_((BookingState.WAITING, *states.LIVE)))
        .group_by(Booking.person_id, SeatPool.occurrence_id)
        .having(func.count(Booking.id) > 1)
        .limit(MOST)
    )
    return [f"Occurrence {number} holds {count} bookings of one person." for number, count in rows]


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


def wrong_pools() -> list[str]:
    """An occurrence with pools has one general pool, and whoever waits does so there."""
    general = func.sum(case((SeatPool.kind == PoolKind.GENERAL, 1), else_=0))
    rows = db.session.scalars(
        select(SeatPool.occurrence_id).group_by(SeatPool.occurrence_id).having(general != 1).limit(MOST)
    )
    found = [f"Occurrence {number} has pools, but not one general pool." for number in rows]
    astray = db.session.scalars(
        select(Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .where(Booking.state == BookingState.WAITING, SeatPool.kind != PoolKind.GENERAL)
        .limit(MOST)
    )
    return found + [f"Booking {number} waits in a reserved pool." for number in astray]


def late_releases() -> list[str]:
    """What is left of a reserve is free at its hour; ten minutes later the job should have done it."""
    late = db.session.scalar(
        select(func.count(SeatPool.id))
        .join(SeatPool.occurrence)
        .where(
            SeatPool.release_at < clock.now() - LATE,
            SeatPool.size > taken_seats(SeatPool.id),
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.ends_at > clock.now(),
        )
    )
    return [f"{late} reserves are past their release: is the worker running?"] if late else []


def overdrawn_resources() -> list[str]:
    """At no moment to come is more of a resource in use than there is."""
    found, now = [], clock.now()
    for number, capacity in db.session.execute(select(Resource.id, Resource.capacity).order_by(Resource.id)):
        uses = read_uses_of(db.session(), number, now)
        used = max((peak(uses, use.starts_at, use.ends_at) for use in uses), default=0)
        if used > capacity:
            found.append(f"Resource {number} has {capacity} units, but {used} are in use at one moment.")
    return found[:MOST]


def wrong_sharing() -> list[str]:
    """Pools say whether their occurrence shares resources, and these are of its own base."""
    uses = exists().where(OccurrenceResource.occurrence_id == SeatPool.occurrence_id)
    rows = db.session.scalars(
        select(SeatPool.id).where(or_(SeatPool.is_shared & ~uses, ~SeatPool.is_shared & uses)).limit(MOST)
    )
    found = [f"Seat pool {number} does not say truly whether it shares resources." for number in rows]
    foreign = db.session.execute(
        select(OccurrenceResource.occurrence_id, Resource.id)
        .join(Resource, OccurrenceResource.resource_id == Resource.id)
        .join(Occurrence, OccurrenceResource.occurrence_id == Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(Event.base_id != Resource.base_id)
        .limit(MOST)
    )
    return found + [f"Occurrence {number} uses resource {other} of another base." for number, other in foreign]


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
    wrong_pools,
    late_releases,
    overdrawn_resources,
    wrong_sharing,
)
