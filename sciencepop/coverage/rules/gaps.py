"""Where there is too little: nothing at all, or less than a part of what the towns have in the middle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

FEWEST_RATED = 3
"""So many towns need a population before any is measured by it: a middle of two says nothing."""


@dataclass(frozen=True)
class Gap:
    """A town has too few sessions for an audience ('' for all). `town` '' says: most towns of the district have none.

    `value` and `middle` are sessions, or sessions for 1,000 residents where `is_rate`.
    """

    town: str
    audience: str
    sessions: int
    value: float
    middle: float
    is_rate: bool


def gaps_of(
    sessions: Mapping[str, int],
    towns: Collection[str],
    people: Mapping[str, int],
    *,
    audience: str = "",
    below_percent: int,
) -> list[Gap]:
    """The gaps of one audience, in the order of the towns. `people` are the towns whose population is known.

    Where most towns have none, that is one gap of the district.
    Towns whose population is known are measured among themselves for 1,000 residents, the others by their sessions.
    """
    counts = {town: sessions.get(town, 0) for town in towns}
    plain = median(counts.values())
    if plain == 0:
        return [Gap("", audience, sum(sessions.values()), 0, 0, is_rate=False)]
    rates = {town: counts[town] * 1000 / people[town] for town in towns if people.get(town)}
    if len(rates) < FEWEST_RATED:
        rates = {}
    rated = median(rates.values() or [0])
    found = [
        Gap(town, audience, count, rates.get(town, count), rated if town in rates else plain, is_rate=town in rates)
        for town, count in counts.items()
    ]
    return [gap for gap in found if gap.sessions == 0 or gap.value < gap.middle * below_percent / 100]


class Band(StrEnum):
    """How a town stands on the map."""

    NONE = "none"
    LOW = "low"
    FAIR = "fair"


def band_of(town: str, count: int, gaps: Sequence[Gap]) -> Band:
    """No session at all, one of the gaps, or neither."""
    if not count:
        return Band.NONE
    return Band.LOW if any(gap.town == town for gap in gaps) else Band.FAIR
