"""Planning the letters that only time brings; called wherever a booking's state or a session's time is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, PlannedLetter
from sciencepop.bookings.rules import reminders
from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.models import Occurrence

HAS_PLANS = (BookingState.CONFIRMED, BookingState.ATTENDED)
"""States in which a booking may be owed a letter at some hour."""


def plan_letters(session: Session, bookings: Sequence[Booking], occurrence: Occurrence, *, now: datetime) -> None:
    """Plan what these flushed bookings of an occurrence, for which nothing is planned, are owed from now on."""
    rows = []
    for booking in bookings:
        due = reminders.plan(
            booking.state,
            starts_at=occurrence.starts_at,
            ends_at=occurrence.ends_at,
            for_minors=not booking.comes,
            now=now,
        )
        rows += [{"booking_id": booking.id, "kind": kind, "due_at": due[kind]} for kind in due]
    if rows:
        session.execute(insert(PlannedLetter), rows)


def drop_letters(session: Session, bookings: Sequence[Booking]) -> None:
    """Forget what was planned for these bookings."""
    ids = [booking.id for booking in bookings]
    if ids:
        session.flush()
        session.execute(
            delete(PlannedLetter).where(PlannedLetter.booking_id.in_(ids)),
            execution_options={"synchronize_session": False},
        )
