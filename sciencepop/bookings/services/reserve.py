"""Seats kept for the door, the telephone or a town: set, changed, and given free when their hour has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import EventReserve, SeatPool
from sciencepop.bookings.queries.capacity import list_reserves as list_reserves
from sciencepop.bookings.queries.rooms import read_room, taken_seats
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.pools import Reserve, name_of, split
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.lock import general_of, lock_pools_of
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence, OccurrenceState
from sciencepop.programme.services.lock import lock_open_event

AT_ONCE = 200


def pools_of(occurrence: Occurrence, seats: int, reserves: Sequence[EventReserve]) -> list[SeatPool]:
    """The pools of a new occurrence: what its event keeps, as far as the seats last, and the general pool first."""
    kept = [Reserve(row.kind, row.size, row.town_code, row.release_minutes) for row in reserves]
    general, sizes = split(seats, kept)
    pools = [SeatPool(occurrence_id=occurrence.id, size=general)]
    return pools + [_new_pool(occurrence, reserve, size) for reserve, size in sizes.items()]


def _new_pool(occurrence: Occurrence, reserve: Reserve, size: int, *, is_shared: bool = False) -> SeatPool:
    pool = SeatPool(
        occurrence_id=occurrence.id,
        name=name_of(reserve.kind, reserve.town_code),
        kind=reserve.kind,
        town_code=reserve.town_code,
        size=size,
        is_shared=is_shared,
    )
    _set_release(pool, occurrence, reserve.release_minutes)
    return pool


def _set_release(pool: SeatPool, occurrence: Occurrence, minutes: int | None) -> None:
    pool.release_minutes = minutes
    pool.release_at = None if minutes is None else occurrence.starts_at - timedelta(minutes=minutes)


def set_reserve(event_id: int, reserve: Reserve, *, by: Person, now: datetime) -> None:
    """What each new occurrence of the event keeps from now on; size 0 keeps nothing. Refuses RESERVE_TOO_LARGE.

    Occurrences that exist stay as they are. Refuses too what `lock_open_event` of the programme refuses.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        name = name_of(reserve.kind, reserve.town_code)
        others = sum(row.size for row in list_reserves(session, event.id) if row.name != name)
        if reserve.size and others + reserve.size > (event.seats or 0):
            raise RuleBroken(Refusal.RESERVE_TOO_LARGE, free=max((event.seats or 0) - others, 0))
        session.execute(
            delete(EventReserve).where(EventReserve.event_id == event.id, EventReserve.name == name),
            execution_options={"synchronize_session": False},
        )
        if reserve.size:
            session.add(EventReserve(event_id=event.id, name=name, **vars(reserve)))
        audit.record(session, by=by.id, at=now, action="event.reserve", subject=event, pool=name, size=reserve.size)
        attempts.remember(event.slug)


def reserve_seats(occurrence_id: int, reserve: Reserve, *, by: Person, now: datetime) -> None:
    """Keep so many seats of an occurrence; they come from the general pool and go back to it.

    The caller has asked whether `by` manages the base. Refuses RESERVE_TOO_LARGE beyond what is free in the general
    pool, SIZE_TOO_SMALL below what is taken of the reserve, DROP_IN without a pool.
    """
    person_id = by.id
    with write() as session:
        pools = lock_pools_of(session, occurrence_id)
        general, occurrence = general_of(pools), find_occurrence(session, occurrence_id)
        room = read_room(session, occurrence_id)
        if general is None or occurrence is None or room is None:
            raise RuleBroken(Refusal.DROP_IN)
        name = name_of(reserve.kind, reserve.town_code)
        pool = next((pool for pool in pools if pool.name == name), None)
        if pool is None:
            pool = _new_pool(occurrence, reserve, 0, is_shared=general.is_shared)
            session.add(pool)
        taken = sum(row.taken for row in room.pools if row.id == pool.id)
        more = reserve.size - pool.size
        if reserve.size < taken:
            raise RuleBroken(Refusal.SIZE_TOO_SMALL, taken=taken)
        if more > room.general.rest:
            raise RuleBroken(Refusal.RESERVE_TOO_LARGE, free=max(pool.size + room.general.rest, 0))
        pool.size, general.size = pool.size + more, general.size - more
        _set_release(pool, occurrence, reserve.release_minutes)
        facts = {"pool": name, "size": reserve.size}
        audit.record(session, by=person_id, at=now, action="occurrence.reserve", subject=occurrence, **facts)
        attempts.remember(str(occurrence_id))
        settle(session, [Change(occurrence, general, promote(session, general, now))], now=now)


def release_due(now: datetime) -> int:
    """Give free what is left of reserves whose hour has come; returns in how many occurrences. Harmless to run twice.

    A seat that is given back later to a reserve that was released goes the same way at the next run.
    """
    due = (
        select(SeatPool.occurrence_id)
        .join(SeatPool.occurrence)
        .where(
            SeatPool.release_at <= now,
            SeatPool.size > taken_seats(SeatPool.id),
            Occurrence.state == OccurrenceState.SCHEDULED,
            Occurrence.ends_at > now,
        )
        .distinct()
        .limit(AT_ONCE)
    )
    return sum(_release_in(number, now) for number in sorted(db.session().scalars(due)))


def _release_in(occurrence_id: int, now: datetime) -> int:
    with write() as session:
        pools = {pool.id: pool for pool in lock_pools_of(session, occurrence_id)}
        general, occurrence = general_of(pools.values()), find_occurrence(session, occurrence_id)
        room = read_room(session, occurrence_id)
        assert general is not None
        assert occurrence is not None
        assert room is not None
        left = {row.id: row.rest for row in room.pools if row.rest > 0 and _is_over(pools[row.id], now)}
        if not left or occurrence.state is not OccurrenceState.SCHEDULED:
            return 0
        for pool_id, seats in left.items():
            pools[pool_id].size -= seats
            general.size += seats
        audit.record(
            session, by=None, at=now, action="occurrence.release", subject=occurrence, seats=sum(left.values())
        )
        settle(session, [Change(occurrence, general, promote(session, general, now))], now=now)
        return 1


def _is_over(pool: SeatPool, now: datetime) -> bool:
    return pool.release_at is not None and pool.release_at <= now
