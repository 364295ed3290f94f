"""Postponing a whole edition: by how many days, and in which order its sessions move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_DAYS = 365
UNDO = timedelta(minutes=20)
"""So long a postponement can be taken back; the letters wait until then. Moving hundreds of sessions takes minutes."""


class PostponementState(StrEnum):
    """moving → moved → (undoing → undone)"""

    MOVING = "moving"
    MOVED = "moved"
    UNDOING = "undoing"
    UNDONE = "undone"


UNDERWAY = frozenset({PostponementState.MOVING, PostponementState.UNDOING})


class Outcome(StrEnum):
    """What became of one session of a postponement. LEFT: the move was refused, and it stays where it was.

    STOOD: it was on the new days already, is the base's own, and is not of the edition unless staff take it in.
    """

    WAITING = "waiting"
    MOVED = "moved"
    LEFT = "left"
    UNDONE = "undone"
    STUCK = "stuck"
    STOOD = "stood"


@dataclass(frozen=True)
class Spot:
    """A session to be moved."""

    occurrence_id: int
    starts_at: datetime


def days_until(from_on: date, to_on: date) -> int:
    """By how many days an edition moves so that it begins on `to_on`."""
    return (to_on - from_on).days


def are_days_possible(days: int) -> bool:
    """A postponement goes forward, by a year at most."""
    return 0 < days <= MOST_DAYS


def order_to_move(spots: Iterable[Spot]) -> list[int]:
    """Latest first, so that whatever stands where a session goes to has already left."""
    return [spot.occurrence_id for spot in sorted(spots, key=lambda spot: (spot.starts_at, spot.occurrence_id))[::-1]]


def moved_by(moment: datetime, days: int) -> datetime:
    """The same wall time so many days later; the district has one offset all year."""
    return moment + timedelta(days=days)
