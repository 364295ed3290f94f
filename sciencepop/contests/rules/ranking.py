"""From points to marks, from marks to ranks, from ranks to the next round and to awards: pure, so anybody can check.

Marks are hundredths of a point out of 100, as they are shown: what looks equal is equal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

FULL = 10_000
"""A mark of 100.00 in hundredths."""
TRIM_FROM = 5
"""From so many scores on, TRIMMED leaves the highest and the lowest out; of fewer, none can be spared."""


class Average(StrEnum):
    """How several scores become one mark."""

    MEAN = "mean"
    TRIMMED = "trimmed"


class Promotion(StrEnum):
    """Who goes on: the first so many (all who tie on the last place too), whoever reaches a mark, or nobody."""

    NUMBER = "number"
    MARK = "mark"
    NONE = "none"


@dataclass(frozen=True)
class Criterion:
    """What is looked at: points from 0 to `most`, and how much it weighs against the others."""

    id: int
    weight: int
    most: int


@dataclass(frozen=True)
class Placed:
    """An entry's mark in hundredths, and its rank: equal marks share one, and the next rank is left out (1, 1, 3)."""

    entry: int
    mark: int
    rank: int


def score_of(points: Mapping[int, int], criteria: Sequence[Criterion]) -> Fraction:
    """One juror's score out of 100. Every criterion must have its points."""
    whole = sum(one.weight for one in criteria)
    parts = sum((Fraction(points[one.id] * one.weight, one.most) for one in criteria), Fraction())
    return parts * 100 / whole


def are_points_right(points: Mapping[int, int], criteria: Sequence[Criterion]) -> bool:
    """Whether there are points for each criterion and nothing besides, all within bounds."""
    return set(points) == {one.id for one in criteria} and all(0 <= points[one.id] <= one.most for one in criteria)


def mark_of(scores: Collection[Fraction], average: Average) -> int:
    """The mark of an entry in hundredths, halves rounded up."""
    counted = sorted(scores)
    if average is Average.TRIMMED and len(counted) >= TRIM_FROM:
        counted = counted[1:-1]
    mean = sum(counted, Fraction()) / len(counted)
    return int(mean * 100 + Fraction(1, 2))


def rank(marks: Mapping[int, int]) -> list[Placed]:
    """Entries by rank; those that tie stand in the order of their numbers."""
    ordered = sorted(marks, key=lambda entry: (-marks[entry], entry))
    placed: list[Placed] = []
    for place, entry in enumerate(ordered, 1):
        ties = bool(placed) and placed[-1].mark == marks[entry]
        placed.append(Placed(entry, marks[entry], placed[-1].rank if ties else place))
    return placed


def promoted(placed: Sequence[Placed], by: Promotion, bound: int) -> set[int]:
    """Who goes on to the next round. `bound` is a number of entries, or a mark in hundredths."""
    if by is Promotion.NUMBER:
        return {one.entry for one in placed if one.rank <= bound}
    if by is Promotion.MARK:
        return {one.entry for one in placed if one.mark >= bound}
    return set()


def awards(placed: Sequence[Placed], counts: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Awards by entry. `counts` are (award, how many places) from the highest down.

    A rank decides: those who tie get the same award, so there may be more of one and fewer of the next.
    """
    given, last = {}, 0
    for award, places in counts:
        first, last = last + 1, last + places
        given.update({one.entry: award for one in placed if first <= one.rank <= last})
    return given
