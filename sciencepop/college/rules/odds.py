"""Chances before sheets close: the draw is tried many times over the sheets that are there, in ever new orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from sciencepop.draws.draw import Round, Sheet, Wish, all_asking, give
from sciencepop.draws.results import wish_given

FEWEST, MOST = 20, 400
"""Trials: enough for "about 30 %", and never more than some seconds of work."""
WORK = 400_000
STEP = 5
"""Chances are told in steps of so many percent; more would be more than is known."""


class ClassOdds(NamedTuple):
    """A class over all trials: sheets that wish it at all and first, and the share of the latter that get it."""

    offered: str
    seats: int
    wished: int
    wished_first: int
    first: float | None


class Chance(NamedTuple):
    """Shares of all trials: the first wish, and any of the wishes."""

    first: float
    any: float


class Odds(NamedTuple):
    trials: int
    classes: tuple[ClassOdds, ...]
    firsts: dict[tuple[int, Wish], float]
    anys: dict[tuple[int, tuple[Wish, ...]], float]

    def of(self, sheet: Sheet) -> Chance:
        """The chances of one of the sheets. Those who wish and stand alike are counted together."""
        first = self.firsts[len(sheet.people), sheet.wishes[0]]
        return Chance(first, max(first, self.anys[len(sheet.people), sheet.wishes]))


def trials_for(sheets: int) -> int:
    return max(FEWEST, min(MOST, WORK // max(1, sheets)))


def odds(terms: Round, sheets: Sequence[Sheet], *, trials: int, seed: int = 0) -> Odds:
    """The same sheets, trials and seed give the same odds, whatever order the sheets come in."""
    sheets = sorted(sheets)
    asking, random = all_asking(terms, sheets), Random(seed)  # noqa: S311 - a trial, not the draw
    firsts, anys = Counter[tuple[int, Wish]](), Counter[tuple[int, tuple[Wish, ...]]]()
    for _trial in range(trials):
        turns = random.sample(range(len(sheets)), len(sheets))
        drawn = give(terms, [sheets[turn] for turn in turns], [asking[turn] for turn in turns])
        for index, sheet in enumerate(drawn.order):
            given = wish_given(drawn, index)
            if given is not None:
                anys[len(sheet.people), sheet.wishes] += 1
            if given == 1:
                firsts[len(sheet.people), sheet.wishes[0]] += 1
    all_firsts = Counter((len(sheet.people), sheet.wishes[0]) for sheet in sheets)
    all_kinds = Counter((len(sheet.people), sheet.wishes) for sheet in sheets)
    return Odds(
        trials,
        _by_class(terms, sheets, firsts, trials),
        {kind: firsts[kind] / (trials * count) for kind, count in all_firsts.items()},
        {kind: anys[kind] / (trials * count) for kind, count in all_kinds.items()},
    )


def _by_class(
    terms: Round, sheets: Sequence[Sheet], firsts: Counter[tuple[int, Wish]], trials: int
) -> tuple[ClassOdds, ...]:
    wished = Counter(wish.offered for sheet in sheets for wish in sheet.wishes)
    first = Counter(sheet.wishes[0].offered for sheet in sheets)
    given: Counter[str] = Counter()
    for (_people, wish), count in firsts.items():
        given[wish.offered] += count
    return tuple(
        ClassOdds(
            one.code,
            sum(bucket.seats for bucket in one.buckets),
            wished[one.code],
            first[one.code],
            given[one.code] / (trials * first[one.code]) if first[one.code] else None,
        )
        for one in terms.classes
    )


def percent(share: float) -> int:
    """A share as it is told: the nearest step; 0 is "less than that", 100 only what happened in every trial."""
    nearest = STEP * round(100 * share / STEP)
    return min(nearest, 100 - STEP) if share < 1 else 100
