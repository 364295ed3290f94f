"""Timed entry: who may go in now, who is late, and who has to wait for a free place."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

EARLY = timedelta(minutes=10)
"""How long before their time people are let in."""
LATE = timedelta(minutes=30)
"""How long after their time they still are. Later, only where the present time has a place left."""


class Turn(StrEnum):
    """Where a time of entry stands: to come, now, late but let in, or missed."""

    EARLY = "early"
    NOW = "now"
    LATE = "late"
    MISSED = "missed"


def turn_of(starts_at: datetime, ends_at: datetime, now: datetime) -> Turn:
    """Where a time of entry `[starts_at, ends_at)` stands at a moment."""
    if now < starts_at - EARLY:
        return Turn.EARLY
    if now < ends_at:
        return Turn.NOW
    return Turn.LATE if now < ends_at + LATE else Turn.MISSED


def may_enter(turn: Turn, *, free_now: int, seats: int) -> bool:
    """Whether a party of so many is let in; `free_now` are the free places of the present time."""
    return turn in (Turn.NOW, Turn.LATE) or (turn is Turn.MISSED and seats <= free_now)
