"""New weights from a folder: trained on all but the last fortnight, judged on that, refused if they are worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sciencepop.recommend.engine.features import ROW
from sciencepop.recommend.engine.weights import Refusal, Weights, refusal
from sciencepop.recommend.evaluation.measures import ndcg, ranks
from sciencepop.recommend.evaluation.meetup import DataSet
from sciencepop.recommend.evaluation.protocol import FORTNIGHT, Anchor, History, Span
from sciencepop.recommend.evaluation.trainer import Trainer

_NOBODY = np.empty(0, np.int64)


def renew(data: DataSet, until: float, day: str, old: Weights | None) -> tuple[Weights, Refusal | None]:
    """Weights trained before the fortnight that ends at `until`, and why they are not to be taken."""
    random = np.random.default_rng(1)
    at = until - FORTNIGHT
    past = History(data, at)
    stages, lists = Trainer(past, Span.of(data, at).warm, random).stages(at)
    new, anchor = Weights(stages, 0, lists, day), past.anchor(at)
    judged, mine, crowd = _judge(past, anchor, new)
    theirs = None if old is None else _judge(past, anchor, old)[1]
    return replace(new, validation=mine), refusal(judged, mine, theirs, crowd)


def _judge(past: History, anchor: Anchor, weights: Weights) -> tuple[int, float, float]:
    """Of people who came before: how many, NDCG by the weights, and NDCG by popularity."""
    ours, crowd = [], []
    for who, truth in zip(anchor.people.tolist(), anchor.truth, strict=True):
        person = past.person(who, anchor.catalogue.now)
        if person.series.size:
            rows = anchor.catalogue.features(person)
            ours.append(ndcg(ranks(weights.of(len(person.series)) @ rows, _NOBODY, truth)))
            crowd.append(ndcg(ranks(rows[ROW["series_size"]], _NOBODY, truth)))
    return len(ours), float(np.mean(ours or [0])), float(np.mean(crowd or [0]))
