"""What an offer's link finds when it is opened."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sciencepop.bookings.rules.states import BookingState


class Standing(StrEnum):
    """OPEN can be answered; UNKNOWN is no link of ours."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OVER = "over"
    GONE = "gone"
    UNKNOWN = "unknown"


STATUS = {Standing.OVER: 410, Standing.GONE: 410, Standing.UNKNOWN: 404}
"""The HTTP status of each; 200 for the others."""

_AFTER = {
    BookingState.CONFIRMED: Standing.ACCEPTED,
    BookingState.ATTENDED: Standing.ACCEPTED,
    BookingState.NO_SHOW: Standing.ACCEPTED,
    BookingState.DECLINED: Standing.DECLINED,
    BookingState.EXPIRED: Standing.OVER,
}


def standing_of(state: BookingState, ends_at: datetime | None, *, starts_at: datetime, now: datetime) -> Standing:
    """How the offer stands; one whose hour has passed is over, also before the worker has written it."""
    if state is BookingState.OFFERED and ends_at is not None:
        return Standing.OPEN if now < min(ends_at, starts_at) else Standing.OVER
    return _AFTER.get(state, Standing.GONE)
