"""From scores to a list: not everything of one base, no base forgotten.

One after the other, the session is taken that adds most: its score, less for what is like those already taken, more
for a base that is short of an equal share of exposure; never more than `cap` of one base. Two places are reserved for
the bases that are shortest of what is aimed at, of those with a session among the person's better 40 % and none in the
list yet. Below what is promised, any session will do: a base that suits nobody best would be shown to nobody. While
every base has what is aimed at, they are places like the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.exposure import AIM, PROMISE, owed, short
from sciencepop.recommend.engine.world import Floats, Ints

POOL = 80
"""How many of the best are looked at for the list; the reserved place looks further."""


class Kind(StrEnum):
    """Why something has its place."""

    MODEL = "model"
    RESERVED = "reserved"
    EXPLORE = "explore"


class Ranker(StrEnum):
    """Which of two rankings that are compared put something in its place."""

    USED = "used"
    TRIED = "tried"


@dataclass(frozen=True)
class Rules:
    """How lists are made. `alike` and `boost` are in units of the score: 0.7 makes twice as likely."""

    size: int = 10
    cap: int = 5
    alike: float = 0.25
    boost: float = 1.5
    reserved: tuple[int, ...] = (5, 9)
    """which places, from 1"""
    better: float = 0.4
    single: bool = False
    """whether a series stands in the list once only, with its best session"""


PLAIN = Rules(cap=10, alike=0, boost=0, reserved=())


@dataclass(frozen=True, slots=True)
class Place:
    """`at` is of the session in the catalogue; `propensity` how likely it was to stand there, as one of `among`."""

    at: int
    kind: Kind
    ranker: Ranker | None = None
    propensity: float = 1.0
    among: int = 1


def arrange(
    catalogue: Catalogue, scores: Floats, standing: Floats, rules: Rules, held: Mapping[int, int] | None = None
) -> list[Place]:
    """The list, best first; shorter than `size` only where there is not more to choose from.

    `standing` is the ledger's: what each base got, as a part of an equal share. Where a few bases have nearly
    everything, the pool is widened, and in the end the cap is dropped. `held` says what stands at which reserved
    place, where another ranking decided it.
    """
    helped = scores + (rules.boost * short(standing))[catalogue.base]
    owing = [] if held is not None else _owing(catalogue, scores, standing, rules)
    places: list[Place] = []
    for pool, cap in ((POOL, rules.cap), (len(scores), rules.cap), (len(scores), rules.size)):
        places = _filled(catalogue, helped, owing, held or {}, _best(helped, pool), replace(rules, cap=cap))
        if len(places) == min(rules.size, len(scores)):
            break
    return places


def _filled(
    catalogue: Catalogue, helped: Floats, owing: list[int], held: Mapping[int, int], pool: Ints, rules: Rules
) -> list[Place]:
    base, worth = catalogue.base[pool], helped[pool]
    topics = catalogue.topics[catalogue.kind[pool]]
    left, taken_of = np.ones(len(pool), bool), np.zeros(catalogue.bases, np.int64)
    for kept in held.values():
        left &= (catalogue.kind[pool] != catalogue.kind[kept]) if rules.single else (pool != kept)
    waiting = iter(owing)
    places: list[Place] = []
    while len(places) < rules.size:
        at = held.get(len(places) + 1)
        if at is None and len(places) + 1 in rules.reserved:
            at = next((at for at in waiting if not taken_of[catalogue.base[at]]), None)
        kind = Kind.MODEL if at is None else Kind.RESERVED
        if at is None:
            if not left.any():
                break
            at = int(pool[np.argmax(np.where(left, worth, -np.inf))])
        places.append(Place(at, kind, Ranker.USED if kind is Kind.MODEL else None))
        taken = catalogue.base[at]
        taken_of[taken] += 1
        left &= (pool != at) & ((base != taken) | (taken_of[taken] < rules.cap))
        if rules.single:
            left &= catalogue.kind[pool] != catalogue.kind[at]
        if rules.alike:
            topic = catalogue.topics[catalogue.kind[at]]
            worth = worth - rules.alike * (0.7 * (base == taken) + 0.3 * (topics @ topic))
    return places


def _best(scores: Floats, many: int) -> Ints:
    """Where the highest scores are, in order."""
    if many < len(scores):
        found = np.argpartition(scores, -many)[-many:]
    else:
        found = np.arange(len(scores))
    return found[np.argsort(-scores[found], kind="stable")]


def _owing(catalogue: Catalogue, scores: Floats, standing: Floats, rules: Rules) -> list[int]:
    """The best session of each base that is short, shortest first: of the better part for this person, or of all."""
    if not rules.reserved or not len(scores):
        return []
    many = max(int(len(scores) * rules.better), 1)
    missing = owed(standing, AIM)[catalogue.base]
    may = (standing < PROMISE)[catalogue.base]
    may[np.argpartition(scores, -many)[-many:]] = True
    found = np.flatnonzero(may & (missing > 0))
    found = found[np.lexsort((-scores[found], -missing[found]))]
    _bases, first = np.unique(catalogue.base[found], return_index=True)
    return list(map(int, found[np.sort(first)]))
