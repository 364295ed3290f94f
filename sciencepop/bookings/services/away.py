"""“I cannot come”: everything that somebody holds or waits for in a span of time is given back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.points import PointReason
from sciencepop.bookings.rules.refusals import refuse_cancelling
from sciencepop.bookings.services import points
from sciencepop.bookings.services.cancel import Reason, end
from sciencepop.bookings.services.lock import lock_person, lock_pools_of
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts
from sciencepop.core.db import write


def give_back(codes: Sequence[str], *, by: Person, now: datetime) -> int:
    """Give these bookings, offers and waiting places back, all or none; returns how many.

    Each costs what cancelling it alone would (`services.cancel`). What has ended or begun since it was shown is left as
    it is. NotFound if one of them is somebody else's, or a group's, whose visit ends as a whole.
    """
    person_id, wanted = by.id, set(codes)
    with write() as session:
        lock_person(session, person_id)
        mine = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id)
        mine = mine.where(Booking.code.in_(wanted), Booking.person_id == person_id)
        lock_pools_of(session, *session.scalars(mine))
        bookings = _read(session, wanted, person_id)
        if len(bookings) < len(wanted):
            raise NotFound
        freed = [pool for booking in bookings if (pool := _give_back(session, booking, now))]
        attempts.remember(str(len(freed)))
        changes = [
            Change(pool.occurrence, pool, promote(session, pool, now))
            for pool in {pool.occurrence_id: pool for pool in freed}.values()
        ]
        if changes:
            settle(session, changes, now=now)
        return len(freed)


def _give_back(session: Session, booking: Booking, now: datetime) -> SeatPool | None:
    """End a booking that can still be ended, and tell the pool whose seats or place it had."""
    pool = session.get_one(SeatPool, booking.pool_id)
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    if refuse_cancelling(booking.state, starts_at=occurrence.starts_at, now=now):
        return None
    if points.costs_of_cancelling(booking, occurrence, now):
        points.add(session, booking, occurrence, PointReason.LATE_CANCEL, now=now)
    end(session, booking, occurrence, Reason.HOLDER, now=now)
    return pool


def _read(session: Session, codes: set[str], person_id: int) -> Sequence[Booking]:
    found = (
        select(Booking)
        .where(Booking.code.in_(codes), Booking.person_id == person_id, Booking.is_group.is_(False))
        .join(Booking.person)
        .outerjoin(Person.addresses)
        .options(contains_eager(Booking.person).contains_eager(Person.addresses))
        .order_by(Booking.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).unique().all()
