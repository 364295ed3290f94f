"""Ending several bookings of one person at once: all their pools are locked together, and those who wait are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.points import PointReason
from sciencepop.bookings.rules.refusals import refuse_cancelling
from sciencepop.bookings.services import points
from sciencepop.bookings.services.cancel import Reason, end
from sciencepop.bookings.services.lock import lock_pools_of
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle


def lock_bookings(session: Session, *which: ColumnElement[bool]) -> Sequence[Booking]:
    """These bookings as they are with all pools of their occurrences locked. Lock the person before."""
    wanted = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id).where(*which)
    lock_pools_of(session, *session.scalars(wanted))
    found = (
        select(Booking)
        .where(*which)
        .join(Booking.person)
        .outerjoin(Person.addresses)
        .options(contains_eager(Booking.person).contains_eager(Person.addresses))
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).unique().all()


def end_several(
    session: Session, bookings: Sequence[Booking], reason: Reason, *, now: datetime, also: Sequence[Change] = ()
) -> int:
    """End those of the locked bookings that still can be; returns how many. Settles, `also` too, so call it last.

    What the holder gives back costs what cancelling it alone would (`services.cancel`).
    """
    freed = [pool for booking in bookings if (pool := _end_one(session, booking, reason, now))]
    changes = [
        Change(pool.occurrence, pool, promote(session, pool, now))
        for pool in {pool.occurrence_id: pool for pool in freed}.values()
    ]
    if changes or also:
        ended = {change.occurrence.id for change in changes}
        settle(session, [*(change for change in also if change.occurrence.id not in ended), *changes], now=now)
    return len(freed)


def _end_one(session: Session, booking: Booking, reason: Reason, now: datetime) -> SeatPool | None:
    """End a booking that can still be ended, and tell the pool whose seats or place it had."""
    pool = session.get_one(SeatPool, booking.pool_id)
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    if refuse_cancelling(booking.state, starts_at=occurrence.starts_at, now=now):
        return None
    if reason is Reason.HOLDER and points.costs_of_cancelling(booking, occurrence, now):
        points.add(session, booking, occurrence, PointReason.LATE_CANCEL, now=now)
    end(session, booking, occurrence, reason, now=now)
    return pool
