"""What several occurrences share at the same time: a room, a guide, a box of equipment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ResourceKind(StrEnum):
    ROOM = "room"
    GUIDE = "guide"
    EQUIPMENT = "equipment"


class Per(StrEnum):
    """What uses the units: every seat that is taken, or the occurrence as a whole."""

    SEAT = "seat"
    OCCURRENCE = "occurrence"


@dataclass(frozen=True)
class Use:
    """Units of a resource that an occurrence uses in `[starts_at, ends_at)`: `units` each, for `seats` taken seats."""

    occurrence_id: int
    resource_id: int
    starts_at: datetime
    ends_at: datetime
    per: Per
    units: int
    seats: int = 0

    @property
    def used(self) -> int:
        return self.units * (self.seats if self.per is Per.SEAT else 1)


def peak(uses: Collection[Use], starts_at: datetime, ends_at: datetime) -> int:
    """The most units that are in use at one moment of `[starts_at, ends_at)`.

    Use rises only when something starts, so the moments to look at are the starts.
    """
    moments = {starts_at} | {use.starts_at for use in uses if starts_at < use.starts_at < ends_at}
    return max(sum(use.used for use in uses if use.starts_at <= moment < use.ends_at) for moment in moments)


def seats_left(uses: Collection[Use], mine: Collection[Use], capacities: dict[int, int]) -> int | None:
    """How many more seats an occurrence can give as far as its resources go; None when none of them goes by seats.

    `uses` are all uses around it, its own (`mine`) among them. Below nought when a resource is overdrawn.
    """
    left = [(capacities[use.resource_id] - _peak_of(uses, use)) // use.units for use in mine if use.per is Per.SEAT]
    return min(left, default=None)


def overdrawn(uses: Collection[Use], mine: Collection[Use], capacities: dict[int, int]) -> Use | None:
    """The first of an occurrence's own uses whose resource has not enough for everybody at some moment of it."""
    return next((use for use in mine if _peak_of(uses, use) > capacities[use.resource_id]), None)


def _peak_of(uses: Collection[Use], mine: Use) -> int:
    same = [use for use in uses if use.resource_id == mine.resource_id]
    return peak(same, mine.starts_at, mine.ends_at)
