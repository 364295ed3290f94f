"""A small invented world, made once: nobody in it exists, and it says nothing about accuracy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.features import FEATURES
from sciencepop.recommend.engine.weights import Stage, Weights
from sciencepop.recommend.evaluation.meetup import DataSet
from sciencepop.recommend.evaluation.protocol import Anchor, History
from sciencepop.recommend.generator import Scale, generate

NOW = 336.0


@dataclass(frozen=True)
class Small:
    """The world, its last fortnight with what was known before it, and weights that use every feature."""

    data: DataSet
    past: History
    anchor: Anchor
    weights: Weights

    @property
    def catalogue(self) -> Catalogue:
        return self.anchor.catalogue


@pytest.fixture(scope="session")
def small() -> Small:
    data = generate(Scale(people=500, series=120, sessions=1500))
    past = History(data, 168.0)
    sizes = np.linspace(0.3, 0.7, len(FEATURES)) * [feature.sign for feature in FEATURES]
    weights = Weights(dict.fromkeys(Stage, sizes.astype(np.float32)), 0.5, 1000, "2026-10-10")
    return Small(data, past, past.anchor(NOW), weights)
