"""Weights in a file of text: one set for newcomers, one for those who came a few times, one for those who came often.

A file with an unknown feature or a weight of the wrong sign is not read, and new weights that rank worse than the old
ones, on the same weeks, are not taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from sciencepop.recommend.engine.features import FEATURES, NAMES
from sciencepop.recommend.engine.world import Days, Floats

FALL, FEWEST_LISTS = 0.01, 200
"""How much NDCG may fall by chance, and how many lists it takes to judge at all."""


class Stage(StrEnum):
    """How much is known of a person: the less, the more counts what others do."""

    NEW = "new"
    SOME = "some"
    OFTEN = "often"


def stage_of(visits: int) -> Stage:
    if visits == 0:
        return Stage.NEW
    return Stage.SOME if visits < 5 else Stage.OFTEN


DECIDED = {"made_for": 1.0, "near": 0.8, "room": 0.15}
"""The least that these are worth, by decision: the data that weights were first found on have neither audiences nor
venues nor seats, and whoever names a town expects that what is near comes first (docs/adr/0046)."""


class Refusal(StrEnum):
    """Why new weights are not taken."""

    FEW_LISTS = "few_lists"
    BELOW_CROWD = "below_crowd"
    FELL = "fell"


@dataclass(frozen=True)
class Weights:
    """`validation` is the NDCG@10 on the weeks after training, of people who had come before."""

    stages: dict[Stage, Floats]
    validation: float
    lists: int
    trained_until: str

    def of(self, visits: int) -> Floats:
        return self.stages[stage_of(visits)]

    def with_decided(self) -> Weights:
        """The same weights, none of those DECIDED below what was decided."""
        least = np.array([DECIDED.get(name, -np.inf) for name in NAMES], np.float32)
        return replace(self, stages={stage: np.maximum(weights, least) for stage, weights in self.stages.items()})

    def to_json(self) -> str:
        stages = {
            stage.value: {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True)}
            for stage, weights in self.stages.items()
        }
        facts = {"trained_until": self.trained_until, "validation": round(self.validation, 4), "lists": self.lists}
        return json.dumps({**facts, "stages": stages}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Weights:
        """ValueError where the file is not of this program: features, signs and stages are checked."""
        facts = json.loads(text)
        stages = {stage: _checked(facts["stages"][stage.value]) for stage in Stage}
        return cls(stages, float(facts["validation"]), int(facts["lists"]), str(facts["trained_until"]))


def refusal(lists: int, new: float, old: float | None, crowd: float) -> Refusal | None:
    """Whether weights may replace the old: all are NDCG@10 on the same lists, `crowd` of the order by popularity."""
    if lists < FEWEST_LISTS:
        return Refusal.FEW_LISTS
    if new <= crowd:
        return Refusal.BELOW_CROWD
    return Refusal.FELL if old is not None and new < old - FALL else None


def of_stages(fitted: dict[Stage, Days]) -> dict[Stage, Floats]:
    return {stage: weights.astype(np.float32) for stage, weights in fitted.items()}


def _checked(weights: dict[str, float]) -> Floats:
    if set(weights) != set(NAMES):
        raise ValueError(f"features differ: {sorted(set(weights) ^ set(NAMES))}")
    for feature in FEATURES:
        if not np.isfinite(weights[feature.name]) or weights[feature.name] * feature.sign < 0:
            raise ValueError(f"{feature.name} has a weight of the wrong sign: {weights[feature.name]}")
    return np.array([weights[name] for name in NAMES], np.float32)
