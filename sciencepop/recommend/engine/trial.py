"""What is tried out in a list, so that lists can be measured: a second ranking, and a place for chance.

Two rankings are compared by team draft: they choose by turns for one list, a coin saying who begins each turn, so that
both expect the same share of it and whoever sees it chooses between them. The reserved places are no ranking's.

In a small share of the lists one of the places EXPLORED goes to a session drawn evenly from all that could stand there.
How likely everything was to stand in its place is kept with it; only so can be told what a place is worth by itself.

Every coin is a hash of the list's seed: the same seed makes the same list again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.rerank import Kind, Place, Ranker, Rules
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.engine.world import Ints

EXPLORED = (8, 9, 10)
"""The places of which one may go to chance, from 1."""


@dataclass(frozen=True)
class Trial:
    """What may be tried in one list: `explore` is the share of lists with a place for chance, `tried` the weights that
    are compared with those in use."""

    seed: str
    explore: float = 0.0
    tried: Weights | None = None


def chance(seed: str, purpose: str) -> float:
    """A number from 0 to 1, below 1, that the seed decides."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{purpose}".encode()).digest()[:6]) / 2**48


def coins(seed: str) -> Iterator[bool]:
    """A coin for each turn: whether the ranking in use begins."""
    return (chance(seed, f"turn {number}") < 0.5 for number in count())


def reserved_of(places: Sequence[Place]) -> dict[int, int]:
    """Which session has which reserved place, from 1: both rankings keep them free."""
    return {rank: place.at for rank, place in enumerate(places, start=1) if place.kind is Kind.RESERVED}


def draft(
    catalogue: Catalogue,
    used: Sequence[Place],
    tried: Sequence[Place],
    rules: Rules,
    tossed: Callable[[], Iterator[bool]],
) -> list[Place]:
    """One list of two, as long as the first. Its reserved places stay; nothing and no series stands in it twice, and no
    base has more than its cap unless the first list needed more."""
    places: list[Place] = []
    for cap in (rules.cap, rules.size):
        places = _drafted(catalogue, used, tried, replace(rules, cap=cap), tossed())
        if len(places) == len(used):
            break
    return places


def _drafted(
    catalogue: Catalogue, used: Sequence[Place], tried: Sequence[Place], rules: Rules, tossed: Iterator[bool]
) -> list[Place]:
    taken = _Taken(catalogue, rules)
    for place in used:
        if place.kind is Kind.RESERVED:
            taken.add(place.at)
    queues = {
        Ranker.USED: [place.at for place in used if place.kind is Kind.MODEL],
        Ranker.TRIED: [place.at for place in tried if place.kind is Kind.MODEL],
    }
    places: list[Place] = []
    turn: list[Ranker] = []
    for stands in used:
        if stands.kind is Kind.RESERVED:
            places.append(stands)
            continue
        if not turn:
            turn = [Ranker.USED, Ranker.TRIED] if next(tossed) else [Ranker.TRIED, Ranker.USED]
        ranker = turn.pop(0)
        at = taken.first_free(queues[ranker])
        if at is None:
            ranker = Ranker.TRIED if ranker is Ranker.USED else Ranker.USED
            at = taken.first_free(queues[ranker])
        if at is None:
            break
        taken.add(at)
        places.append(Place(at, Kind.MODEL, ranker))
    return places


class _Taken:
    """What stands in a list already."""

    def __init__(self, catalogue: Catalogue, rules: Rules) -> None:
        self.base, self.series = catalogue.base, catalogue.kind
        self.rules = rules
        self.listed, self.series_listed, self.of_base = set[int](), set[int](), Counter[int]()

    def add(self, at: int) -> None:
        self.listed.add(at)
        self.series_listed.add(int(self.series[at]))
        self.of_base[int(self.base[at])] += 1

    def first_free(self, queue: Sequence[int]) -> int | None:
        return next((at for at in queue if self._is_free(at)), None)

    def _is_free(self, at: int) -> bool:
        if at in self.listed or (self.rules.single and int(self.series[at]) in self.series_listed):
            return False
        return self.of_base[int(self.base[at])] < self.rules.cap


def explored(catalogue: Catalogue, places: list[Place], rules: Rules, seed: str, share: float) -> list[Place]:
    """The same list, with a share of chance at one of the places EXPLORED, and what was likely to stand at each."""
    spots = [rank for rank in EXPLORED if rank <= len(places) and places[rank - 1].kind is Kind.MODEL]
    free = _free(catalogue, places, rules)
    if not share or not spots or not free.size:
        return places
    each, found = share / len(spots), list(places)
    for rank in spots:
        found[rank - 1] = replace(places[rank - 1], propensity=1 - each)
    if chance(seed, "explore") < share:
        spot = spots[int(chance(seed, "place") * len(spots))]
        at = int(free[int(chance(seed, "session") * len(free))])
        found[spot - 1] = Place(at, Kind.EXPLORE, None, each / len(free), len(free))
    return found


def _free(catalogue: Catalogue, places: Sequence[Place], rules: Rules) -> Ints:
    """What could stand in the list besides, wherever."""
    listed = np.array([place.at for place in places], np.int64)
    full = np.bincount(catalogue.base[listed], minlength=catalogue.bases) >= rules.cap
    free = ~full[catalogue.base]
    if rules.single:
        taken = np.zeros(int(catalogue.kind.max(initial=-1)) + 1, bool)
        taken[catalogue.kind[listed]] = True
        free &= ~taken[catalogue.kind]
    free[listed] = False
    return np.flatnonzero(free)
