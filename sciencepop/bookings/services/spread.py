"""What a change in one occurrence does to others that share resources with it: some may promote, some became full."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.bookings.models import OccurrenceResource, PoolKind, Resource, SeatPool
from sciencepop.bookings.queries.rooms import list_sharing, read_rooms
from sciencepop.bookings.services.promote import ask
from sciencepop.programme.models import Occurrence, OccurrenceState

Left = tuple[SeatPool, int]
"""The general pool of an occurrence, with its occurrence loaded, and the seats that are free for everybody."""


def spread(session: Session, occurrence_ids: Collection[int], now: datetime) -> list[Left]:
    """Promote wherever seats may have come free through these occurrences, and tell what is left in the whole circle.

    Call with the resources locked (they are, where a pool `is_shared`), after these have promoted themselves.
    """
    return _ask_all(session, list_sharing(session, occurrence_ids), now)


def spread_over_base(session: Session, base_id: int, now: datetime) -> list[Left]:
    """As `spread`, for everything to come that uses a resource of the base: where the change is larger than a claim."""
    found = (
        select(OccurrenceResource.occurrence_id)
        .join(Resource, OccurrenceResource.resource_id == Resource.id)
        .join(Occurrence, OccurrenceResource.occurrence_id == Occurrence.id)
        .where(Resource.base_id == base_id, Occurrence.ends_at > now)
        .distinct()
    )
    return _ask_all(session, sorted(session.scalars(found)), now)


def _ask_all(session: Session, occurrence_ids: Collection[int], now: datetime) -> list[Left]:
    """Ask in the order of the occurrences' numbers. Asking takes seats and never frees any, so once is enough."""
    pools = _general_pools(session, occurrence_ids, now)
    rooms = read_rooms(session, list(pools))
    waiting = [number for number, room in rooms.items() if room.general.waiting and room.free_in_any]
    if sum(ask(session, pools[number], now).count for number in sorted(waiting)):
        session.flush()
        rooms = read_rooms(session, list(pools))
    return [(pools[number], rooms[number].free) for number in sorted(rooms)]


def _general_pools(session: Session, occurrence_ids: Collection[int], now: datetime) -> dict[int, SeatPool]:
    session.flush()
    found = (
        select(SeatPool)
        .join(SeatPool.occurrence)
        .where(
            SeatPool.occurrence_id.in_(occurrence_ids),
            SeatPool.kind == PoolKind.GENERAL,
            Occurrence.ends_at > now,
            Occurrence.state == OccurrenceState.SCHEDULED,
        )
        .options(joinedload(SeatPool.occurrence))
        .execution_options(populate_existing=True)
    )
    return {pool.occurrence_id: pool for pool in session.scalars(found)}
