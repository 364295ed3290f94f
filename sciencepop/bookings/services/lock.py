"""Taking the rows that a change of claims decides on.

Dangerous: everything that changes claims passes here first. One order everywhere: the event's row (only where the event
itself changes), the person and then the children (only where their time is asked about), all pools of the occurrences
by id, and last all resources of the bases whose resources these occurrences share, by id. A pool says by `is_shared`
whether there is a second step. Whoever holds the resources of a base is alone with every occurrence that shares them:
their claims, their fullness and their promotions may be changed without their pools, because nobody decides on them
before holding the same resources.

A pool that is added to an occurrence while somebody waits for its general one may be missing among the pools they get.
They are alone with it all the same: the general pool is the oldest, so it comes first for everybody.

On SQLite the unit of work already holds the one write lock; on PostgreSQL these are the row locks. What stands in
joined rows may be older than a lock that was waited for, so it is read after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.models import Booking, OccurrenceResource, PoolKind, Resource, SeatPool
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.programme.models import Occurrence


def hold(query: Select[Any]) -> Select[Any]:
    """The pools' lock itself, until the unit of work ends. The race's control test takes it away."""
    return query.with_for_update(of=SeatPool)


def hold_resources(query: Select[Any]) -> Select[Any]:
    """The resources' lock itself, as above."""
    return query.with_for_update(of=Resource)


def lock_person(session: Session, person_id: int) -> Person:
    """The person with their addresses, so that two bookings of theirs follow one another (FOR NO KEY UPDATE)."""
    return session.scalars(_PERSON, {"person": person_id}).unique().one()


_PERSON = (
    select(Person)
    .where(Person.id == bindparam("person"))
    .options(joinedload(Person.addresses))
    .with_for_update(of=Person, key_share=True)
    .execution_options(populate_existing=True)
)


def lock_holder(session: Session, code: str) -> None:
    """The holder of a booking, before its pool, where their points may change. NotFound for no booking's code."""
    person_id = session.scalar(select(Booking.person_id).where(Booking.code == code))
    if person_id is None:
        raise NotFound
    lock_person(session, person_id)


def lock_children(session: Session, child_ids: Collection[int]) -> None:
    """The children who would come, after the person and before any pool: two guardians may book at the same moment."""
    if child_ids:
        found = select(Child.id).where(Child.id.in_(child_ids)).order_by(Child.id)
        session.execute(found.with_for_update(key_share=True)).all()


def lock_general_pool(session: Session, occurrence_id: int) -> SeatPool | None:
    """The general pool of an occurrence, with all others of it, or None where nothing is booked."""
    return general_of(lock_pools_of(session, occurrence_id))


def general_of(pools: Iterable[SeatPool]) -> SeatPool | None:
    """The general pool among those of an occurrence."""
    return next((pool for pool in pools if pool.kind is PoolKind.GENERAL), None)


def lock_pools(session: Session, pool_ids: Collection[int]) -> list[SeatPool]:
    """Several pools, in the order of their ids; all others of the same occurrences are locked with them."""
    asked = aliased(SeatPool)
    occurrences = select(asked.occurrence_id).where(asked.id.in_(pool_ids))
    wanted = set(pool_ids)
    return [pool for pool in _lock(session, SeatPool.occurrence_id.in_(occurrences)) if pool.id in wanted]


def lock_pools_of(session: Session, *occurrence_ids: int) -> list[SeatPool]:
    """All pools of one or several occurrences, in the order of their ids."""
    return _lock(session, SeatPool.occurrence_id.in_(occurrence_ids))


def _lock(session: Session, which: ColumnElement[bool]) -> list[SeatPool]:
    found = hold(select(SeatPool).where(which).order_by(SeatPool.id))
    pools = list(session.scalars(found.execution_options(populate_existing=True)))
    shared = {pool.occurrence_id for pool in pools if pool.is_shared}
    if shared:
        lock_resources_of(session, shared)
    return pools


def lock_resources_of(session: Session, occurrence_ids: Collection[int]) -> Sequence[Resource]:
    """All resources of the bases whose resources these occurrences use. Pools first."""
    asked = aliased(Resource)
    bases = select(asked.base_id).join(OccurrenceResource, OccurrenceResource.resource_id == asked.id)
    return _lock_resources(
        session, Resource.base_id.in_(bases.where(OccurrenceResource.occurrence_id.in_(occurrence_ids)))
    )


def lock_resources_at(session: Session, base_id: int) -> Sequence[Resource]:
    """All resources of a base. Pools first."""
    return _lock_resources(session, Resource.base_id == base_id)


def _lock_resources(session: Session, which: ColumnElement[bool]) -> Sequence[Resource]:
    found = hold_resources(select(Resource).where(which).order_by(Resource.id))
    return session.scalars(found.execution_options(populate_existing=True)).all()


def lock_booking(session: Session, code: str, person_id: int | None = None) -> tuple[Booking, SeatPool, Occurrence]:
    """A booking with all pools of its occurrence locked, its own pool, and what it is for, as they are now.

    NotFound unless it is this person's. A booking may be given another pool of its occurrence, so its pool is told by
    what it is under the lock.
    """
    wanted = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id).where(Booking.code == code)
    if person_id is not None:
        wanted = wanted.where(Booking.person_id == person_id)
    occurrence_id = session.scalar(wanted)
    if occurrence_id is None:
        raise NotFound
    pools = {pool.id: pool for pool in lock_pools_of(session, occurrence_id)}
    found = select(Booking).where(Booking.code == code).join(Booking.person).outerjoin(Person.addresses)
    found = found.options(contains_eager(Booking.person).contains_eager(Person.addresses))
    booking = session.scalars(found.execution_options(populate_existing=True)).unique().one()
    occurrence = find_occurrence(session, occurrence_id)
    assert occurrence is not None
    return booking, pools.get(booking.pool_id) or session.get_one(SeatPool, booking.pool_id), occurrence
