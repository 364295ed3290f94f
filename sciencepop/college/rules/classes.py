"""Classes: ways in, buckets of seats, and what becomes of one that stays below its minimum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class WayIn(StrEnum):
    """How people get into a class."""

    FIRST_COME = "first_come"
    DRAW = "draw"
    NOMINATION = "nomination"
    WALK_IN = "walk_in"


class Bucket(StrEnum):
    """A part of a drawn class's seats: for the point's own people, for who never learned here, for seniors or who
    cannot go online, for two on one sheet (an even number), and for everybody."""

    POINT = "point"
    NEWCOMER = "newcomer"
    SENIOR = "senior"
    HOUSEHOLD = "household"
    GENERAL = "general"


class ClassState(StrEnum):
    """draft → published → dissolved. Whether a published class runs or is over is told by its lessons."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DISSOLVED = "dissolved"


class SmallStep(StrEnum):
    """What may be done about a class below its minimum: nothing, warn and open it to all, or dissolve it."""

    NOTHING = "nothing"
    WARN = "warn"
    DISSOLVE = "dissolve"


GRACE = timedelta(days=3)
"""How long a class that was warned of stays open to all before it may be dissolved for being small."""

COMPLETION_PERCENT = 70
"""Usual share of lessons for a certificate at senior colleges."""


def are_seats_whole(way: WayIn, capacity: int, seats: Mapping[Bucket, int]) -> bool:
    """Whether buckets fit a class: only a drawn one has them, and theirs are all its seats."""
    if not seats:
        return True
    if seats.get(Bucket.HOUSEHOLD, 0) % 2:
        return False
    return way is WayIn.DRAW and all(number >= 0 for number in seats.values()) and sum(seats.values()) == capacity


def small_step(
    *,
    way: WayIn,
    state: ClassState,
    enrolled: int,
    minimum: int,
    open_from: datetime | None,
    warned_at: datetime | None,
    has_begun: bool,
    now: datetime,
) -> SmallStep:
    """The next step for a class by the number of its certain learners.

    Two passes: the first warns and opens it to all, the second, GRACE later at the earliest, dissolves what is still
    too small. Nobody is counted for a walk-in, nor before people could get in by themselves (`open_from`, None where
    that is always), and what has begun goes on.
    """
    if way is WayIn.WALK_IN or state is not ClassState.PUBLISHED or has_begun or enrolled >= minimum:
        return SmallStep.NOTHING
    if open_from is not None and now < open_from:
        return SmallStep.NOTHING
    if warned_at is None:
        return SmallStep.WARN
    return SmallStep.DISSOLVE if warned_at + GRACE <= now else SmallStep.NOTHING
