"""Taking the rows that a change of claims decides on.

Dangerous: everything that changes claims passes here first. Order: the person and then the children (only where their
time is asked about), then pools by id. On SQLite the unit of work already holds the one write lock; on PostgreSQL these
are the row locks. What stands in joined rows may be older than a lock that was waited for, so it is read after it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.seats import GENERAL, find_occurrence
from sciencepop.programme.models import Occurrence


def hold(query: Select[Any]) -> Select[Any]:
    """The pools' lock itself, until the unit of work ends. The race's control test takes it away."""
    return query.with_for_update(of=SeatPool)


def lock_person(session: Session, person_id: int) -> Person:
    """The person with their addresses, so that two bookings of theirs follow one another (FOR NO KEY UPDATE)."""
    found = select(Person).where(Person.id == person_id).options(joinedload(Person.addresses))
    found = found.with_for_update(of=Person, key_share=True).execution_options(populate_existing=True)
    return session.scalars(found).unique().one()


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
    """The general pool of an occurrence, or None where nothing is booked."""
    found = hold(select(SeatPool).where(SeatPool.occurrence_id == occurrence_id, SeatPool.name == GENERAL))
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def lock_pools(session: Session, pool_ids: Collection[int]) -> list[SeatPool]:
    """Several pools, in the order of their ids."""
    found = hold(select(SeatPool).where(SeatPool.id.in_(pool_ids)).order_by(SeatPool.id))
    return list(session.scalars(found.execution_options(populate_existing=True)))


def lock_pools_of(session: Session, occurrence_id: int) -> list[SeatPool]:
    """All pools of an occurrence, in the order of their ids."""
    found = hold(select(SeatPool).where(SeatPool.occurrence_id == occurrence_id).order_by(SeatPool.id))
    return list(session.scalars(found.execution_options(populate_existing=True)))


def lock_booking(session: Session, code: str, person_id: int | None = None) -> tuple[Booking, SeatPool, Occurrence]:
    """A booking with its pool locked, and what it is for, as they are now. NotFound unless it is this person's."""
    wanted = select(Booking.pool_id).where(Booking.code == code)
    if person_id is not None:
        wanted = wanted.where(Booking.person_id == person_id)
    pool_id = session.scalar(wanted)
    if pool_id is None:
        raise NotFound
    pool = lock_pools(session, [pool_id])[0]
    found = select(Booking).where(Booking.code == code).join(Booking.person).outerjoin(Person.addresses)
    found = found.options(contains_eager(Booking.person).contains_eager(Person.addresses))
    booking = session.scalars(found.execution_options(populate_existing=True)).unique().one()
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    return booking, pool, occurrence
