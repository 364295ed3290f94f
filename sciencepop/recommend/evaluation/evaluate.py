"""The whole evaluation: every method asked the same questions, fortnight after fortnight.

`ours` is what a site would show, reserved place and all; `before-rerank` is the same scores without it, and what the
care for bases costs is the difference of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from sciencepop.recommend.engine.explain import explain, without
from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.features import ROW
from sciencepop.recommend.engine.rerank import PLAIN, Rules, arrange
from sciencepop.recommend.engine.weights import Stage, Weights, stage_of
from sciencepop.recommend.engine.world import Bools, Floats, Ints, Person, Visits
from sciencepop.recommend.evaluation.measures import Answers, ndcg, ranks
from sciencepop.recommend.evaluation.meetup import DataSet, date_of
from sciencepop.recommend.evaluation.protocol import FORTNIGHT, Anchor, History, Span, interest
from sciencepop.recommend.evaluation.trainer import Trainer

OURS, MODEL, RANDOM = "ours", "before-rerank", "random"
SIMPLE = {
    "popularity": "series_size",
    "category": "topic_lift",
    "content": "text_mean",
    "organiser-affinity": "base_share",
}
"""Methods that look at one thing only: the feature in whose order they show."""
METHODS = (RANDOM, *SIMPLE, MODEL, OURS)
_SEED = 7
_LEAK_PEOPLE = 600


@dataclass
class Result:
    answers: dict[str, Answers] = field(default_factory=lambda: {method: Answers() for method in METHODS})
    reasons: int = 0
    faithful: int = 0
    explained: int = 0
    picks: int = 0
    leak: tuple[float, float] = (0.0, 0.0)
    """NDCG with permuted labels, and the most that chance allows"""
    trained_on: int = 0
    asked: list[float] = field(default_factory=list)
    """the anchors, as days"""
    notes: list[str] = field(default_factory=list)
    """what was left out, and why"""


@dataclass(frozen=True)
class Question:
    who: int
    group: str
    person: Person
    truth: Ints
    is_novel: Bools


def evaluate(data: DataSet, begin: float, fortnights: int, rules: Rules | None = None) -> Result:
    """Train before each anchor, ask about the fortnight after it. What cannot be asked is left out, and noted; where
    nothing is left, LookupError says why."""
    random = np.random.default_rng(_SEED)
    span, result = Span.of(data, begin), Result()
    anchors, result.notes = span.anchors(fortnights)
    past = History(data, max(begin - FORTNIGHT * Trainer.FORTNIGHTS, span.warm))
    trainer, weights = Trainer(past, span.warm, random), None
    for at in anchors:
        anchor = past.anchor(at)
        try:
            weights = _weights(trainer, anchor, result)
        except LookupError as error:
            result.notes.append(f"the fortnight from {date_of(at)} is left out: {error}")
            continue
        _fortnight(past, anchor, weights, rules or Rules(), result, random)
        result.asked.append(at)
    if weights is None:
        raise LookupError("; ".join(result.notes))
    result.leak = leak(History, data, result.asked[-1], weights, random)
    return result


def _weights(trainer: Trainer, anchor: Anchor, result: Result) -> Weights:
    if not len(anchor.people):
        raise LookupError("nobody comes to anything in it")
    stages, result.trained_on = trainer.stages(anchor.catalogue.now)
    return Weights(stages, 0, result.trained_on, "")


def _fortnight(
    past: History, anchor: Anchor, weights: Weights, rules: Rules, result: Result, random: np.random.Generator
) -> None:
    catalogue = anchor.catalogue
    ledgers = {method: Ledger(catalogue.bases) for method in METHODS}
    shown: dict[str, set[int]] = {method: set() for method in METHODS}
    equal = np.ones(catalogue.bases, np.float32)
    for question in _questions(past, anchor, random):
        rows = catalogue.features(question.person)
        use = weights.of(len(question.person.series))
        noise = random.random(len(catalogue), np.float32)
        for method, scores in _scores(rows, use, noise).items():
            is_ours = method == OURS
            standing = ledgers[OURS].standing(catalogue.active) if is_ours else equal
            places = arrange(catalogue, scores, standing, rules if is_ours else PLAIN)
            listed = np.array([place.at for place in places])
            found = ranks(scores, listed, question.truth)
            result.answers[method].add(question.who, question.group, found, question.is_novel)
            if question.group == "one":
                continue
            ledgers[method].show(catalogue.base[listed].tolist())
            shown[method].update(listed.tolist())
            if is_ours:
                _check_reasons(anchor, question.person, rows, use, listed, result)
    for method in METHODS:
        result.answers[method].close(ledgers[method], catalogue.active, shown[method], len(catalogue))


def _questions(past: History, anchor: Anchor, random: np.random.Generator) -> Iterator[Question]:
    """Everybody who came to something in the fortnight, in a random order; newcomers once more with an interest."""
    groups = {Stage.NEW: "new", Stage.SOME: "some", Stage.OFTEN: "often"}
    for at in random.permutation(len(anchor.people)).tolist():
        who, truth = int(anchor.people[at]), anchor.truth[at]
        person = past.person(who, anchor.catalogue.now)
        bases = anchor.catalogue.base[truth]
        is_novel = ~np.isin(bases, past.data.base[person.series])
        stage = stage_of(len(person.series))
        yield Question(who, groups[stage], person, truth, is_novel)
        if stage is Stage.NEW:
            named = replace(person, interests=interest(anchor, truth, random))
            yield Question(who, "one", named, truth, is_novel)


def _scores(rows: Floats, use: Floats, noise: Floats) -> dict[str, Floats]:
    """The scores of every method; equal ones are told apart by chance, never by their order in the catalogue."""
    ours = use @ rows
    simple = {method: rows[ROW[name]] + 1e-5 * noise for method, name in SIMPLE.items()}
    return {RANDOM: noise, **simple, MODEL: ours, OURS: ours}


def _check_reasons(anchor: Anchor, person: Person, rows: Floats, use: Floats, listed: Ints, result: Result) -> None:
    """Counterfactual: without what a reason speaks of, the score must be lower by exactly what it claims."""
    for at, told in zip(listed.tolist(), explain(anchor.catalogue, person, rows, use, listed), strict=True):
        result.picks += 1
        result.explained += bool(told)
        for why in told:
            column = rows[:, at : at + 1]
            lost = float((use @ column - use @ without(column, why.reason))[0])
            result.reasons += 1
            result.faithful += why.worth > 0 and abs(lost - why.worth) < 1e-3


def leak(
    kind: type[History], data: DataSet, at: float, weights: Weights, random: np.random.Generator
) -> tuple[float, float]:
    """Permute who came to what in the fortnight from `at`, and ask again: above chance, the future is known.

    Returns the NDCG and what chance allows: the mean of a random order and three standard errors.
    """
    past = kind(_permuted(data, at, random), at)
    anchor = past.anchor(at)
    ours, chance = [], []
    for number in random.permutation(len(anchor.people))[:_LEAK_PEOPLE].tolist():
        person = past.person(int(anchor.people[number]), at)
        rows = anchor.catalogue.features(person)
        noise = random.random(len(anchor.catalogue), np.float32)
        nothing = np.empty(0, np.int64)
        scores = weights.of(len(person.series)) @ rows + 1e-5 * noise
        ours.append(ndcg(ranks(scores, nothing, anchor.truth[number])))
        chance.append(ndcg(ranks(noise, nothing, anchor.truth[number])))
    spread = np.std(np.array(ours) - np.array(chance)) / np.sqrt(max(len(ours), 1))
    return float(np.mean(ours)), float(np.mean(chance) + 3 * spread)


def _permuted(data: DataSet, at: float, random: np.random.Generator) -> DataSet:
    """Everybody who came in the fortnight came to any session of it, drawn evenly."""
    start = data.sessions.start
    window = np.flatnonzero((start >= at) & (start < at + FORTNIGHT))
    session = data.visits.session.copy()
    inside = (start[session] >= at) & (start[session] < at + FORTNIGHT)
    session[inside] = random.choice(window, int(inside.sum()))
    pairs = np.unique(np.stack([session, data.visits.who], axis=1), axis=0)
    return replace(data, visits=Visits(pairs[:, 1], pairs[:, 0], data.visits.cells))
