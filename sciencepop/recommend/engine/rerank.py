"""From scores to a list: not everything of one base, no base forgotten.

One after the other, the session is taken that adds most: its score, less for what is like those already taken, more
for a base that is short of an equal share of exposure; never more than `cap` of one base. One place is reserved for the
base that is owed most of its promise, of those with a session among the person's better 40 %; while nobody is owed
anything, it is a place like the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.exposure import owed, short
from sciencepop.recommend.engine.world import Floats, Ints

POOL = 80
"""How many of the best are looked at for the list; the reserved place looks further."""


class Kind(StrEnum):
    """Why something has its place."""

    MODEL = "model"
    RESERVED = "reserved"


@dataclass(frozen=True)
class Rules:
    """How lists are made. `alike` and `boost` are in units of the score: 0.7 makes twice as likely."""

    size: int = 10
    cap: int = 5
    alike: float = 0.25
    boost: float = 1.5
    reserved: int = 5
    """which place, from 1; 0 for none"""
    better: float = 0.4


PLAIN = Rules(cap=10, alike=0, boost=0, reserved=0)


@dataclass(frozen=True, slots=True)
class Place:
    at: int
    """of the session in the catalogue"""
    kind: Kind


def arrange(catalogue: Catalogue, scores: Floats, standing: Floats, rules: Rules) -> list[Place]:
    """The list, best first; shorter than `size` only where there is not more to choose from.

    `standing` is the ledger's: what each base got, as a part of an equal share.
    """
    helped = scores + (rules.boost * short(standing))[catalogue.base]
    pool = _best(helped, POOL)
    base, worth = catalogue.base[pool], helped[pool]
    topics = catalogue.topics[catalogue.kind[pool]]
    left, taken_of = np.ones(len(pool), bool), np.zeros(catalogue.bases, np.int64)
    reserved = _most_owed(catalogue, scores, standing, rules)
    places: list[Place] = []
    while len(places) < rules.size:
        if reserved is not None and len(places) + 1 == rules.reserved:
            at, reserved = reserved, None
            if all(place.at != at for place in places):
                places.append(Place(at, Kind.RESERVED))
                taken_of[catalogue.base[at]] += 1
                left &= pool != at
                continue
        if not left.any():
            break
        best = int(np.argmax(np.where(left, worth, -np.inf)))
        places.append(Place(int(pool[best]), Kind.MODEL))
        left[best] = False
        taken_of[base[best]] += 1
        if taken_of[base[best]] >= rules.cap:
            left &= base != base[best]
        if rules.alike:
            worth = worth - rules.alike * (0.7 * (base == base[best]) + 0.3 * (topics @ topics[best]))
    return places


def _best(scores: Floats, many: int) -> Ints:
    """Where the highest scores are, in order."""
    if many < len(scores):
        found = np.argpartition(scores, -many)[-many:]
    else:
        found = np.arange(len(scores))
    return found[np.argsort(-scores[found], kind="stable")]


def _most_owed(catalogue: Catalogue, scores: Floats, standing: Floats, rules: Rules) -> int | None:
    """Of the better part for this person, the best session of the base that is owed most."""
    if not rules.reserved:
        return None
    many = max(int(len(scores) * rules.better), 1)
    better = np.argpartition(scores, -many)[-many:]
    debts = owed(standing)[catalogue.base[better]]
    most = debts.max(initial=0)
    if most <= 0:
        return None
    of_most = better[debts >= most - 1e-6]
    return int(of_most[np.argmax(scores[of_most])])
