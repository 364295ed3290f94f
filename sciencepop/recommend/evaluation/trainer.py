"""Lists to learn from, and the weights they give: for an anchor, from the twelve fortnights before it."""

from __future__ import annotations

import numpy as np

from sciencepop.recommend.engine.train import Lists, fit
from sciencepop.recommend.engine.weights import Stage, of_stages, stage_of
from sciencepop.recommend.engine.world import Days, Floats
from sciencepop.recommend.evaluation.protocol import FORTNIGHT, Anchor, History, interest

Example = tuple[Floats, Floats]
"""One list to learn from: features of each session, and 1 for those attended."""


class Trainer:
    """Weights for any anchor, from the fortnights before it; what was read for one anchor serves the next."""

    FORTNIGHTS, NEGATIVES, FEWEST = 12, 50, 100

    def __init__(self, past: History, begin: float, random: np.random.Generator) -> None:
        self.past, self.begin, self.random = past, begin, random
        self._read: dict[float, dict[Stage, list[Example]]] = {}
        self._last: dict[Stage, Days] = {}

    def stages(self, at: float) -> tuple[dict[Stage, Floats], int]:
        """Weights that know nothing from `at` on, and from how many lists; LookupError where nothing came before."""
        anchors = [at - FORTNIGHT * number for number in range(1, self.FORTNIGHTS + 1)]
        anchors = [anchor for anchor in anchors if anchor > self.begin]
        for anchor in anchors:
            if anchor not in self._read:
                self._read[anchor] = self._examples(self.past.anchor(anchor))
        parts = {stage: [example for anchor in anchors for example in self._read[anchor][stage]] for stage in Stage}
        everyone = [example for stage in Stage for example in parts[stage]]
        if not everyone:
            raise LookupError("nothing to learn from before the first anchor")
        for stage in Stage:
            lists = _lists(parts[stage] if len(parts[stage]) >= self.FEWEST else everyone)
            self._last[stage] = fit(lists, self._last.get(stage))
        return of_stages(self._last), len(everyone)

    def _examples(self, anchor: Anchor) -> dict[Stage, list[Example]]:
        """Attended sessions of each person, and some drawn beside them; half of the newcomers name an interest."""
        catalogue, random = anchor.catalogue, self.random
        found: dict[Stage, list[Example]] = {stage: [] for stage in Stage}
        for who, truth in zip(anchor.people, anchor.truth, strict=True):
            person = self.past.person(who, catalogue.now)
            visits = len(person.series)
            if not visits and random.random() < 0.5:
                person = self.past.person(who, catalogue.now, interest(anchor, truth, random))
            others = np.setdiff1d(np.arange(len(catalogue)), truth)
            drawn = random.choice(others, min(self.NEGATIVES, len(others)), replace=False)
            marks = np.zeros(len(truth) + len(drawn), np.float32)
            marks[: len(truth)] = 1
            found[stage_of(visits)].append((catalogue.features(person)[:, np.r_[truth, drawn]].T, marks))
        return found


def _lists(parts: list[Example]) -> Lists:
    sizes = [len(marks) for _rows, marks in parts]
    first = np.r_[0, np.cumsum(sizes)[:-1]].astype(np.int64)
    rows = np.concatenate([rows for rows, _marks in parts])
    return Lists(rows, np.concatenate([marks for _rows, marks in parts]), first)
