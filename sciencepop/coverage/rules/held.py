"""What took place, put together by town, audience, time of the week, age and accessibility."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

NONE = "none"
"""The label of what says nothing of itself: no town, no audience, no help for anybody."""


class Dimension(StrEnum):
    TOWN = "town"
    AUDIENCE = "audience"
    PART = "part"
    AGE = "age"
    ACCESS = "access"


class Part(StrEnum):
    """When in the week: a working day until the evening, its evening, or a day on which people are off."""

    DAY = "day"
    EVENING = "evening"
    OFF = "off"


class Source(StrEnum):
    """Where a session comes from: the programme, a delivery, a class of the college."""

    EVENT = "event"
    DELIVERY = "delivery"
    LESSON = "lesson"


@dataclass(frozen=True)
class Numbers:
    """Sessions that were held, their seats, the seats that were taken, and the people who came."""

    sessions: int = 0
    seats: int = 0
    taken: int = 0
    visits: int = 0

    def __add__(self, other: Numbers) -> Numbers:
        return Numbers(
            self.sessions + other.sessions,
            self.seats + other.seats,
            self.taken + other.taken,
            self.visits + other.visits,
        )


Wanted = Mapping[Dimension, str]
"""What is asked for: one label for some of the dimensions."""


@dataclass(frozen=True)
class Held:
    """Sessions of one thing that are alike in all that is asked. A label of a dimension is never missing: NONE."""

    source: Source
    id: int
    labels: Mapping[Dimension, Collection[str]]
    numbers: Numbers

    def fits(self, wanted: Wanted) -> bool:
        return all(label in self.labels[dimension] for dimension, label in wanted.items())


def some(labels: Iterable[str]) -> frozenset[str]:
    """These labels, or NONE."""
    return frozenset(labels) or frozenset({NONE})


def table(held: Iterable[Held], by: Dimension, wanted: Wanted | None = None) -> dict[str, Numbers]:
    """The numbers of each label of a dimension. What has several labels counts for each, so they add up to more."""
    found: dict[str, Numbers] = {}
    for one in held:
        if one.fits(wanted or {}):
            for label in one.labels[by]:
                found[label] = found.get(label, Numbers()) + one.numbers
    return found


def total(held: Iterable[Held], wanted: Wanted | None = None) -> Numbers:
    """All that fits, each session once."""
    return sum((one.numbers for one in held if one.fits(wanted or {})), Numbers())


def per_thousand(count: int | None, people: int | None) -> float | None:
    """How many for 1,000 residents, to a tenth; None where either is not known."""
    if count is None or not people:
        return None
    return round(count * 1000 / people, 1)
