"""The one door: a catalogue, a person and what bases are owed in; a list with reasons out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.explain import Why, explain
from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.rerank import Kind, Rules, arrange
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.engine.world import Floats, Ints, Person


@dataclass(frozen=True, slots=True)
class Pick:
    """One session of a list; the reserved place says that it shows a base seldom seen, beside what speaks for it."""

    at: int
    kind: Kind
    score: float
    why: Sequence[Why]


def recommend(
    catalogue: Catalogue,
    weights: Weights,
    person: Person,
    ledger: Ledger,
    rules: Rules | None = None,
    allowed: Ints | None = None,
) -> list[Pick]:
    """The list of one person, of the sessions at these places of the catalogue or of all.

    Nothing is kept: the ledger is told by whoever shows the list.
    """
    if allowed is not None:
        picks = recommend(catalogue.narrowed(allowed), weights, person, ledger, rules)
        return [replace(pick, at=int(allowed[pick.at])) for pick in picks]
    rows, use = scored(catalogue, weights, person)
    scores = use @ rows
    places = arrange(catalogue, scores, ledger.standing(catalogue.active), rules or Rules())
    told = explain(catalogue, person, rows, use, np.array([place.at for place in places], np.int64))
    return [Pick(place.at, place.kind, float(scores[place.at]), why) for place, why in zip(places, told, strict=True)]


def scored(catalogue: Catalogue, weights: Weights, person: Person) -> tuple[Floats, Floats]:
    """Features x sessions, and the weights of the person's stage; their product is the score."""
    known = int(np.count_nonzero(person.start < catalogue.now))
    return catalogue.features(person), weights.of(known)
