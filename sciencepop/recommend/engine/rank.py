"""The one door: a catalogue, a person and what bases are owed in; a list with reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.explain import Why, explain
from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.rerank import Kind, Place, Ranker, Rules, arrange
from sciencepop.recommend.engine.trial import Trial, coins, draft, explored, reserved_of
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.engine.world import Floats, Ints, Person


@dataclass(frozen=True, slots=True)
class Pick:
    """One session of a list; the reserved place says that it shows a base seldom seen, beside what speaks for it.

    `ranker`, `propensity` and `among` are the place's (`rerank.Place`).
    """

    at: int
    kind: Kind
    score: float
    why: Sequence[Why]
    ranker: Ranker | None = None
    propensity: float = 1.0
    among: int = 1


def recommend(
    catalogue: Catalogue,
    weights: Weights,
    person: Person,
    ledger: Ledger,
    rules: Rules | None = None,
    allowed: Ints | None = None,
    trial: Trial | None = None,
) -> list[Pick]:
    """The list of one person, of the sessions at these places of the catalogue or of all; with what a trial adds.

    Nothing is kept: the ledger is told by whoever shows the list.
    """
    if allowed is not None:
        picks = recommend(catalogue.narrowed(allowed), weights, person, ledger, rules, trial=trial)
        return [replace(pick, at=int(allowed[pick.at])) for pick in picks]
    rows, use = scored(catalogue, weights, person)
    rules, standing = rules or Rules(), ledger.standing(catalogue.active)
    uses, scores = {Ranker.USED: use}, {Ranker.USED: use @ rows}
    places = arrange(catalogue, scores[Ranker.USED], standing, rules)
    if trial and trial.tried:
        uses[Ranker.TRIED] = trial.tried.of(_known(catalogue, person))
        scores[Ranker.TRIED] = uses[Ranker.TRIED] @ rows
        other = arrange(catalogue, scores[Ranker.TRIED], standing, rules, reserved_of(places))
        places = draft(catalogue, places, other, rules, lambda: coins(trial.seed))
    if trial:
        places = explored(catalogue, places, rules, trial.seed, trial.explore)
    why = _reasons(catalogue, person, rows, uses, places)
    return [_pick(place, scores, told) for place, told in zip(places, why, strict=True)]


def _reasons(
    catalogue: Catalogue, person: Person, rows: Floats, uses: dict[Ranker, Floats], places: Sequence[Place]
) -> list[list[Why]]:
    """Each by the weights that put it there, so that it is a part of its own score."""
    found: dict[int, list[Why]] = {}
    for ranker, use in uses.items():
        mine = [place.at for place in places if (place.ranker or Ranker.USED) is ranker]
        found.update(zip(mine, explain(catalogue, person, rows, use, np.array(mine, np.int64)), strict=True))
    return [found[place.at] for place in places]


def _pick(place: Place, scores: Mapping[Ranker, Floats], why: Sequence[Why]) -> Pick:
    score = float(scores[place.ranker or Ranker.USED][place.at])
    return Pick(place.at, place.kind, score, why, place.ranker, place.propensity, place.among)


def scored(catalogue: Catalogue, weights: Weights, person: Person) -> tuple[Floats, Floats]:
    """Features x sessions, and the weights of the person's stage; their product is the score."""
    return catalogue.features(person), weights.of(_known(catalogue, person))


def _known(catalogue: Catalogue, person: Person) -> int:
    """How many visits are known of somebody."""
    return int(np.count_nonzero(person.start < catalogue.now))
