"""What the law and our promise let us keep no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from sciencepop.bookings.models import Booking, Commitment, Guest, SeatPool
from sciencepop.bookings.services.passport_keeping import keep_stamps
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.programme.models import Occurrence

CHILDREN_KEPT = timedelta(days=92)
"""Three months after the event (the wording that guardians consent to)."""
AT_ONCE = 5_000


def forget_children(now: datetime) -> int:
    """Cut the link between children and what they attended; returns how many places were cut. Counts stay.

    Time in the ledger goes by the same day, everybody's: what is over clashes with nothing.
    """
    ended = now - CHILDREN_KEPT
    with write() as session:
        old = (
            select(Guest.id)
            .join(Booking, Guest.booking_id == Booking.id)
            .join(SeatPool, Booking.pool_id == SeatPool.id)
            .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
            .where(Guest.child_id.is_not(None), Occurrence.ends_at < ended)
            .limit(AT_ONCE)
        )
        ids = session.scalars(old).all()
        keep_stamps(session, ids)
        if ids:
            first = session.get_one(Guest, ids[0])
            audit.record(session, by=None, at=now, action="minors.forgotten", subject=first, people=len(ids))
        session.execute(delete(Guest).where(Guest.id.in_(ids)), execution_options={"synchronize_session": False})
        session.execute(
            delete(Commitment).where(Commitment.ends_at < ended), execution_options={"synchronize_session": False}
        )
        return len(ids)
