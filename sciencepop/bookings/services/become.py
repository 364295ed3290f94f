"""The one place where a booking's state is written, with the time that it takes and the letters that it is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.notices import drop_notices
from sciencepop.bookings.services.plan import HAS_PLANS, drop_letters, plan_letters
from sciencepop.programme.models import Occurrence


def become(
    session: Session,
    booking: Booking,
    occurrence: Occurrence,
    state: BookingState,
    *,
    now: datetime,
    reason: str = "",
    offer_ends_at: datetime | None = None,
) -> None:
    """Give a flushed booking, whose pool is locked, another state. `offer_ends_at` belongs to OFFERED alone."""
    had_plans = booking.state in HAS_PLANS
    takes_time = booking.state in states.TAKES_TIME
    _write(booking, state, now=now, reason=reason, offer_ends_at=offer_ends_at)
    if state not in states.TAKES_TIME:
        if takes_time:
            ledger.release(session, [booking])
    elif takes_time:
        ledger.confirm(session, booking, is_firm=state in states.COMMITTED)
    else:
        ledger.take(session, booking, occurrence, is_firm=state in states.COMMITTED)
    if had_plans:
        drop_letters(session, [booking])
    if booking.is_moved and state not in states.UNTOLD:
        drop_notices(session, [booking])
    if state in HAS_PLANS:
        plan_letters(session, [booking], occurrence, now=now)


def become_cancelled(session: Session, bookings: Sequence[Booking], *, now: datetime, reason: str) -> None:
    """End many flushed bookings whose pools are locked, in no more statements than one booking takes."""
    for booking in bookings:
        _write(booking, BookingState.CANCELLED, now=now, reason=reason)
    ledger.release(session, bookings)
    drop_letters(session, bookings)
    if any(booking.is_moved for booking in bookings):
        drop_notices(session, bookings)


def _write(
    booking: Booking, state: BookingState, *, now: datetime, reason: str, offer_ends_at: datetime | None = None
) -> None:
    if booking.seated_at is None and state in states.LIVE:
        booking.seated_at = now
    booking.state = state
    booking.state_reason = reason
    booking.offer_ends_at = offer_ends_at
    booking.attended_at = now if state is BookingState.ATTENDED else None
    booking.seats_attended = booking.seats if state is BookingState.ATTENDED else None
    booking.changed_at = now
