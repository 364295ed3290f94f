"""Whether a booking is refused, and with which word. The button, the service and every later list ask this one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why something about a booking cannot be done. Each has its own sentence in `messages`."""

    NOT_PUBLIC = "not_public"
    CANCELLED = "cancelled"
    DROP_IN = "drop_in"
    PAST = "past"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    ALREADY_BOOKED = "already_booked"
    TOO_MANY_SEATS = "too_many_seats"
    LARGER_THAN_POOL = "larger_than_pool"
    NAMES_NEEDED = "names_needed"
    CLASH = "clash"
    FULL = "full"
    OFFER_OVER = "offer_over"
    NOT_CANCELLABLE = "not_cancellable"
    NOT_ON_LIST = "not_on_list"
    BELOW_TAKEN = "below_taken"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the decision rests on, read under the pool's lock. Intervals are half-open; `size` None means no pool."""

    now: datetime
    is_public: bool
    is_cancelled: bool
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime
    size: int | None
    free: int
    seats: int
    most_seats: int
    names_missing: bool
    already_booked: bool
    clashes: bool
    may_wait: bool


def refuse_booking(facts: Facts) -> Refusal | None:
    """The first reason against this booking, or None. FULL is no reason for a party that is willing to wait."""
    return _refuse_time(facts) or _refuse_party(facts) or _refuse_seats(facts)


def _refuse_time(facts: Facts) -> Refusal | None:
    if not facts.is_public:
        return Refusal.NOT_PUBLIC
    if facts.is_cancelled:
        return Refusal.CANCELLED
    if facts.starts_at <= facts.now:
        return Refusal.PAST
    if facts.size is None:
        return Refusal.DROP_IN
    if facts.now < facts.opens_at:
        return Refusal.NOT_OPEN_YET
    if facts.closes_at <= facts.now:
        return Refusal.CLOSED
    return None


def _refuse_party(facts: Facts) -> Refusal | None:
    if facts.already_booked:
        return Refusal.ALREADY_BOOKED
    if not 1 <= facts.seats <= facts.most_seats:
        return Refusal.TOO_MANY_SEATS
    if facts.names_missing:
        return Refusal.NAMES_NEEDED
    if facts.clashes:
        return Refusal.CLASH
    return None


def _refuse_seats(facts: Facts) -> Refusal | None:
    if facts.size is not None and facts.seats > facts.size:
        return Refusal.LARGER_THAN_POOL
    if facts.seats > facts.free and not facts.may_wait:
        return Refusal.FULL
    return None
