"""What the holder of a booking may do because the organiser changed its session: go to another one, or leave.

Both cost nothing, whenever they are done before the start; keeping the booking needs no answer.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.states import BookingState

MOVED = "moved"
"""The `state_reason` of a booking whose party went to another session."""


FEWEST_COUNTED = 5
"""Of fewer parties nobody is told whether some have something else then: whoever tries one time after the other would
learn how a single person spends the day."""


class Standing(StrEnum):
    """What the link of a notice finds: OPEN may choose; UNKNOWN is no link of ours."""

    OPEN = "open"
    MOVED = "moved"
    CANCELLED = "cancelled"
    OVER = "over"
    UNKNOWN = "unknown"


STATUS = {Standing.OVER: 410, Standing.UNKNOWN: 404}
"""The HTTP status of each; 200 for the others."""


def has_choice(state: BookingState, *, is_group: bool) -> bool:
    """Whether a booking can go to another session at all: a group's visit is arranged with the base instead."""
    return state is BookingState.CONFIRMED and not is_group


def refuse_moving(
    state: BookingState, *, is_moved: bool, is_group: bool, starts_at: datetime, now: datetime
) -> Refusal | None:
    """Why a booking cannot go to another session. `is_moved`: the organiser changed its own."""
    may = has_choice(state, is_group=is_group) and is_moved and now < starts_at
    return None if may else Refusal.NOT_MOVABLE


def standing_of(
    state: BookingState, reason: str, *, is_moved: bool, is_group: bool, starts_at: datetime, now: datetime
) -> Standing:
    """How the choice stands; what was chosen already is told."""
    if refuse_moving(state, is_moved=is_moved, is_group=is_group, starts_at=starts_at, now=now) is None:
        return Standing.OPEN
    if state is BookingState.CANCELLED:
        return Standing.MOVED if reason == MOVED else Standing.CANCELLED
    return Standing.OVER
