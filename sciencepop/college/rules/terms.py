"""Terms: their season, and the calendar of enrolment in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise


class Season(StrEnum):
    """Spring is March to June, autumn September to December."""

    SPRING = "spring"
    AUTUMN = "autumn"


MONTHS: dict[Season, tuple[int, int]] = {Season.SPRING: (3, 6), Season.AUTUMN: (9, 12)}


class Phase(StrEnum):
    """Where a term stands, told by its dates alone and stored nowhere."""

    HIDDEN = "hidden"
    CATALOGUE = "catalogue"
    WISHES = "wishes"
    DRAWING = "drawing"
    CONFIRMING = "confirming"
    LEFTOVERS = "leftovers"
    OVER = "over"


def is_in_season(season: Season, year: int, from_on: date, until_on: date) -> bool:
    """Whether a term lies within the months of its season."""
    first, last = MONTHS[season]
    return from_on <= until_on and all(day.year == year and first <= day.month <= last for day in (from_on, until_on))


def are_in_order(steps: Sequence[datetime]) -> bool:
    """Whether the hours of the enrolment calendar, from the catalogue to the leftovers, follow one another."""
    return all(before < after for before, after in pairwise(steps))


def phase_of(steps: Sequence[datetime], ends_at: datetime, now: datetime) -> Phase:
    """The phase at `now`. `steps` are catalogue, wishes from, wishes until, commit, draw, confirm until, leftovers."""
    catalogue, wishes_from, wishes_until, _commit, draw, _confirm_until, leftovers = steps
    passed = (
        (ends_at, Phase.OVER),
        (leftovers, Phase.LEFTOVERS),
        (draw, Phase.CONFIRMING),
        (wishes_until, Phase.DRAWING),
        (wishes_from, Phase.WISHES),
        (catalogue, Phase.CATALOGUE),
    )
    return next((phase for begins_at, phase in passed if begins_at <= now), Phase.HIDDEN)
