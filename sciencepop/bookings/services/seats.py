"""The lock, the sum and the consequences. Every verb that touches claims goes through here.

Locks are taken in one order: the person's row (only when a person books or accepts), then pool rows by id, then the
occurrence's row if its fullness changes, then stamps. Promotion locks no person, so the order is never reversed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, contains_eager, lazyload

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.core import stamps
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.services.revise import revise

HOLDING = (
    BookingState.HELD,
    BookingState.PENDING,
    BookingState.OFFERED,
    BookingState.CONFIRMED,
    BookingState.ATTENDED,
)
GENERAL = "general"


@dataclass(frozen=True)
class Taken:
    """Seats held by live claims of a pool, and parties waiting, at this moment under the lock."""

    seats: int
    waiting: int


def lock_person(session: Session, person_id: int) -> Person:
    """Serialise the bookings of one person, so that two at once cannot overlap."""
    found = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def lock_pools(session: Session, occurrence_ids: Collection[int]) -> list[SeatPool]:
    """The pools of these occurrences, locked in id order. What is decided on must be read after this."""
    found = (
        select(SeatPool)
        .where(SeatPool.occurrence_id.in_(list(occurrence_ids)))
        .order_by(SeatPool.id)
        .with_for_update()
        .options(lazyload(SeatPool.occurrence))
    )
    return list(session.scalars(found.execution_options(populate_existing=True)))


def load_occurrence(session: Session, occurrence_id: int) -> Occurrence | None:
    """The occurrence with its event and base, as they are after the lock."""
    found = (
        select(Occurrence)
        .join(Occurrence.event)
        .join(Event.base)
        .where(Occurrence.id == occurrence_id)
        .options(
            contains_eager(Occurrence.event).contains_eager(Event.base),
            contains_eager(Occurrence.event).options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)),
        )
    )
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def count_taken(session: Session, pool_id: int) -> Taken:
    """Add up the claims of a locked pool. Nothing keeps this number: it is asked each time."""
    session.flush()
    held = func.coalesce(func.sum(case((Booking.state.in_(HOLDING), Booking.seats), else_=0)), 0)
    waits = func.coalesce(func.sum(case((Booking.state == BookingState.WAITING, 1), else_=0)), 0)
    row = session.execute(
        select(held, waits).where(Booking.pool_id == pool_id, Booking.state.in_((*HOLDING, BookingState.WAITING)))
    ).one()
    return Taken(int(row[0]), int(row[1]))


def settle(session: Session, pool: SeatPool, occurrence: Occurrence, *, now: datetime) -> None:
    """The last step of every verb: tell pages and feeds when the occurrence became full or has seats again."""
    is_full = count_taken(session, pool.id).seats >= pool.size
    if occurrence.is_full != is_full:
        occurrence.is_full = is_full
        revise(session, [occurrence], now=now, significant=False)
    session.flush()
    stamps.seats_changed(session, {pool.id})
