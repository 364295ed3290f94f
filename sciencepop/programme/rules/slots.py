"""What an occurrence offers at a moment: the word on its button."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Slot(StrEnum):
    OPEN = "open"
    FULL = "full"
    DROP_IN = "drop_in"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    STARTED = "started"
    PAST = "past"
    CANCELLED = "cancelled"


BOOKABLE = frozenset({Slot.OPEN, Slot.FULL})
"""A full one takes names for its waiting list."""


def slot_of(
    *,
    is_on: bool,
    is_drop_in: bool,
    is_full: bool,
    starts_at: datetime,
    ends_at: datetime,
    opens_at: datetime,
    closes_at: datetime,
    now: datetime,
) -> Slot:
    """The state that a page tells. Booking runs in [opens_at, closes_at) and never once it has started."""
    if not is_on:
        return Slot.CANCELLED
    if ends_at <= now:
        return Slot.PAST
    if is_drop_in:
        return Slot.DROP_IN
    if starts_at <= now:
        return Slot.STARTED
    if closes_at <= now:
        return Slot.CLOSED
    if now < opens_at:
        return Slot.NOT_YET
    return Slot.FULL if is_full else Slot.OPEN
