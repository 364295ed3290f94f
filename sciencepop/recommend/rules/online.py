"""What measured lists say, in numbers that can be stood by: intervals, a verdict, a gap; or that it is too little."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from math import sqrt

FEWEST_LISTS = 10
"""Of fewer lists nothing is said apart."""
FEWEST_DRAWN = 100
"""With fewer sessions drawn by lot nothing is said of what a place is worth."""
_Z = 1.96


class Surface(StrEnum):
    """Where a list stood: on the page for you, or in the home page's part, which is short and tried with nothing."""

    PAGE = "page"
    HOME = "home"


@dataclass(frozen=True)
class Sums:
    """Lists, how many led to a booking, and wins of drafted ones."""

    lists: int = 0
    booked: int = 0
    won_used: int = 0
    won_tried: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))

    @property
    def is_few(self) -> bool:
        return self.lists < FEWEST_LISTS

    @property
    def rate(self) -> float:
        return self.booked / self.lists if self.lists else 0.0

    @property
    def decided(self) -> int:
        return self.won_used + self.won_tried


@dataclass(frozen=True)
class Interval:
    """Where the true share is, 95 times of 100."""

    share: float
    low: float
    high: float


def interval(hits: float, of: float) -> Interval:
    """Wilson's, which stays between 0 and 1 also where there is little."""
    if of <= 0:
        return Interval(0.0, 0.0, 1.0)
    share = hits / of
    middle, wide = share + _Z**2 / (2 * of), _Z * sqrt(share * (1 - share) / of + _Z**2 / (4 * of * of))
    whole = 1 + _Z**2 / of
    return Interval(share, max((middle - wide) / whole, 0.0), min((middle + wide) / whole, 1.0))


class Verdict(StrEnum):
    """What a comparison says of the weights that are tried."""

    TOO_FEW = "too_few"
    BETTER = "better"
    WORSE = "worse"
    EQUAL = "equal"


def verdict(sums: Sums, needed: int) -> Verdict:
    """Nothing is said before so many lists were decided; looking more often would find winners by chance."""
    if sums.decided < needed:
        return Verdict.TOO_FEW
    found = interval(sums.won_tried, sums.decided)
    if found.low > 0.5:
        return Verdict.BETTER
    return Verdict.WORSE if found.high < 0.5 else Verdict.EQUAL


@dataclass(frozen=True)
class Drawn:
    """Places that are alike: `many` of them, each there with this propensity as one of `among`, `booked` of them."""

    slot: str
    propensity: float
    among: int
    many: int
    booked: int


@dataclass(frozen=True)
class Estimate:
    """How often something is booked at a late place: what the ranking puts there, and what chance does."""

    drawn: int
    by_ranking: Interval
    by_chance: Interval

    @property
    def is_few(self) -> bool:
        return self.drawn < FEWEST_DRAWN


def estimate(found: Sequence[Drawn]) -> Estimate:
    """Self-normalised inverse propensities (SNIPS): each place counts as often as it would stand there if the ranking
    alone, or chance alone, had chosen."""
    lots = [one for one in found if one.slot == "explore"]
    ranked = [one for one in found if one.slot == "model"]
    return Estimate(
        sum(one.many for one in lots),
        _snips((1 / one.propensity, one) for one in ranked),
        _snips((1 / one.among / one.propensity, one) for one in lots),
    )


def _snips(weighed: Iterable[tuple[float, Drawn]]) -> Interval:
    rows = list(weighed)
    total = sum(weight * one.many for weight, one in rows)
    squares = sum(weight * weight * one.many for weight, one in rows)
    if not total:
        return interval(0, 0)
    as_good_as = total * total / squares  # so many places of one weight would tell as much
    return interval(sum(weight * one.booked for weight, one in rows) / total * as_good_as, as_good_as)


@dataclass(frozen=True)
class Gap:
    """Between two rates; `is_clear` where their intervals do not meet, so that it is hardly by chance."""

    size: float
    is_clear: bool


def gap(cells: Iterable[Sums]) -> Gap | None:
    """Between the audiences with the highest and the lowest rate; None with fewer than two that can be told apart."""
    told = sorted((one for one in cells if not one.is_few), key=lambda one: one.rate)
    if len(told) < 2:
        return None
    low, high = (interval(one.booked, one.lists) for one in (told[0], told[-1]))
    return Gap(high.share - low.share, low.high < high.low)


def winner(used: int, tried: int) -> Sums:
    """What one list that led to bookings adds, by how many places of each ranking were booked."""
    return Sums(0, 1, int(used > tried), int(tried > used))
