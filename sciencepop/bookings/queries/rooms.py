"""How many seats an occurrence has left: pools, guides and shared resources together.

One function for everybody: pages, feeds, the finder's fullness, the doctor, and every decision. Only an answer got with
pools and resources locked decides anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sciencepop.bookings.models import Booking, Duty, DutyState, Gate, OccurrenceResource, Resource, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.pools import Pool, Room
from sciencepop.bookings.rules.resources import Use, seats_left
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.models import Event, Occurrence, OccurrenceState


def taken_seats(pool_id: int | ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """The sum of live claims on a pool, those of bookings and of gates, as an expression."""
    live = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.pool_id == pool_id, Booking.state.in_(states.LIVE)
    )
    held = select(func.coalesce(func.sum(Gate.allowance), 0)).where(Gate.pool_id == pool_id)
    return live.scalar_subquery() + held.scalar_subquery()


def read_rooms(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, Room]:
    """The room of each occurrence that has pools, in one query; two more where one of them shares resources."""
    if not occurrence_ids:
        return {}
    rows = session.execute(_ROOMS, {"occurrences": list(occurrence_ids)}).all()
    found: dict[int, list[Pool]] = {}
    guided: dict[int, int] = {}
    for pool, taken, waits, ratio, guides in rows:
        row = Pool(pool.id, pool.kind, pool.size, int(taken), pool.town_code, int(waits))
        found.setdefault(pool.occurrence_id, []).append(row)
        if ratio:
            guided[pool.occurrence_id] = guided.get(pool.occurrence_id, int(guides) * ratio) - int(taken)
    shared = _read_shared(session, {pool.occurrence_id for pool, *_rest in rows if pool.is_shared})
    return {number: Room(tuple(pools), guided.get(number), shared.get(number)) for number, pools in found.items()}


_waiting = select(func.count(Booking.id)).where(Booking.pool_id == SeatPool.id, Booking.state == BookingState.WAITING)
_guides = select(func.count(Duty.id)).where(
    Duty.occurrence_id == SeatPool.occurrence_id, Duty.state == DutyState.CONFIRMED, Duty.is_qualified
)
_ROOMS = (
    select(
        SeatPool,
        taken_seats(SeatPool.id),
        _waiting.scalar_subquery(),
        Event.seats_per_guide,
        _guides.scalar_subquery(),
    )
    .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
    .join(Event, Occurrence.event_id == Event.id)
    .where(SeatPool.occurrence_id.in_(bindparam("occurrences", expanding=True)))
    .order_by(SeatPool.id)
    .execution_options(populate_existing=True)
)
"""Put together once, because every booking and every list of sessions asks it."""


def read_room(session: Session, occurrence_id: int) -> Room | None:
    """The room of one occurrence; None where nothing is booked."""
    return read_rooms(session, [occurrence_id]).get(occurrence_id)


def _read_shared(session: Session, occurrence_ids: Collection[int]) -> dict[int, int]:
    """The seats that shared resources leave to each of these occurrences."""
    if not occurrence_ids:
        return {}
    uses = read_uses_around(session, occurrence_ids)
    capacities = read_capacities(session, {use.resource_id for use in uses})
    left = {}
    for number in occurrence_ids:
        seats = seats_left(uses, [use for use in uses if use.occurrence_id == number], capacities)
        if seats is not None:
            left[number] = seats
    return left


def read_capacities(session: Session, resource_ids: Collection[int]) -> dict[int, int]:
    """The capacity of each resource."""
    found = select(Resource.id, Resource.capacity).where(Resource.id.in_(resource_ids))
    return {number: capacity for number, capacity in session.execute(found)}


def read_uses_around(session: Session, occurrence_ids: Collection[int]) -> list[Use]:
    """All uses of the resources of these occurrences, within the time from the first of them to the last."""
    mine = select(OccurrenceResource.resource_id).where(OccurrenceResource.occurrence_id.in_(occurrence_ids))
    first, last = session.execute(
        select(func.min(Occurrence.starts_at), func.max(Occurrence.ends_at)).where(Occurrence.id.in_(occurrence_ids))
    ).one()
    return _read_uses(session, OccurrenceResource.resource_id.in_(mine), first, last)


def read_uses_by(session: Session, occurrence_ids: Collection[int]) -> list[Use]:
    """What these occurrences use themselves, as far as they are on."""
    return _read_uses(session, OccurrenceResource.occurrence_id.in_(occurrence_ids), None, None)


def read_uses_at(session: Session, resource_ids: Collection[int], first: datetime, last: datetime) -> list[Use]:
    """All uses of these resources that overlap with `[first, last)`."""
    return _read_uses(session, OccurrenceResource.resource_id.in_(resource_ids), first, last)


def read_uses_of(session: Session, resource_id: int, now: datetime) -> list[Use]:
    """All uses of a resource that are not over."""
    return _read_uses(session, OccurrenceResource.resource_id == resource_id, now, None)


def _read_uses(
    session: Session, which: ColumnElement[bool], first: datetime | None, last: datetime | None
) -> list[Use]:
    seats = (
        select(func.coalesce(func.sum(taken_seats(SeatPool.id)), 0))
        .where(SeatPool.occurrence_id == Occurrence.id)
        .correlate(Occurrence)
        .scalar_subquery()
    )
    found = (
        select(
            OccurrenceResource.occurrence_id,
            OccurrenceResource.resource_id,
            Occurrence.starts_at,
            Occurrence.ends_at,
            OccurrenceResource.per,
            OccurrenceResource.units,
            seats,
        )
        .join(Occurrence, OccurrenceResource.occurrence_id == Occurrence.id)
        .where(which, Occurrence.state == OccurrenceState.SCHEDULED)
        .order_by(OccurrenceResource.occurrence_id, OccurrenceResource.resource_id)
    )
    if first is not None:
        found = found.where(Occurrence.ends_at > first)
    if last is not None:
        found = found.where(Occurrence.starts_at < last)
    return [
        Use(occurrence_id, resource_id, starts_at, ends_at, per, units, int(taken))
        for occurrence_id, resource_id, starts_at, ends_at, per, units, taken in session.execute(found)
    ]


def list_sharing(session: Session, occurrence_ids: Collection[int]) -> Sequence[int]:
    """Every occurrence whose seats may depend on those of these, by shared resources at overlapping times, by number.

    What overlaps with an overlapping one belongs to them too, so the circle is drawn until it grows no more.
    """
    circle: set[int] = set(occurrence_ids)
    while True:
        grown = circle | {use.occurrence_id for use in read_uses_around(session, circle)}
        if grown == circle:
            return sorted(circle)
        circle = grown
