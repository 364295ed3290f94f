"""What stands against a run of the auto-roster, and against publishing one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

LONGEST_DAYS = 31
EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)
"""Days beyond these hold no shifts, and their hours may be beyond what a clock can tell."""


class RosterRefusal(StrEnum):
    DAYS_IN_ORDER = "days_in_order"
    TOO_LONG = "too_long"
    NO_SHIFTS = "no_shifts"
    UNDER_WAY = "under_way"
    NO_DRAFT = "no_draft"


def within_reach(day: date) -> date:
    """The day itself, or the nearest one that can hold shifts."""
    return min(max(day, EARLIEST), LATEST)


def refuse_run(from_on: date, until_on: date, *, shifts: int, is_under_way: bool) -> RosterRefusal | None:
    """The first reason against a run over these days; `is_under_way`: another one of the base is not decided yet."""
    if until_on < from_on:
        return RosterRefusal.DAYS_IN_ORDER
    if (until_on - from_on).days >= LONGEST_DAYS:
        return RosterRefusal.TOO_LONG
    if not shifts:
        return RosterRefusal.NO_SHIFTS
    return RosterRefusal.UNDER_WAY if is_under_way else None
