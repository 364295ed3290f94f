"""Lists to learn from, and the weights they give: for an anchor, from the twelve fortnights before it."""

from __future__ import annotations

import numpy as np

from sciencepop.recommend.engine.features import ROW
from sciencepop.recommend.engine.train import Lists, fit
from sciencepop.recommend.engine.weights import Stage, of_stages, stage_of
from sciencepop.recommend.engine.world import Days, Floats, Ints
from sciencepop.recommend.evaluation.protocol import FORTNIGHT, Anchor, History, interest

Example = tuple[Floats, Floats, Floats]
"""One list to learn from: features of each session, 1 for those attended, log of how many it stands for."""


class Trainer:
    """Weights for any anchor, from the fortnights before it; what was read for one anchor serves the next."""

    FORTNIGHTS, FEWEST = 12, 100
    OWN, OTHERS = 60, 40
    """How many sessions not attended each list has, at bases where the person was and elsewhere."""

    def __init__(self, past: History, begin: float, random: np.random.Generator) -> None:
        self.past, self.begin, self.random = past, begin, random
        self._read: dict[float, dict[Stage, list[Example]]] = {}
        self._last: dict[Stage, Days] = {}

    def stages(self, at: float) -> tuple[dict[Stage, Floats], int]:
        """Weights that know nothing from `at` on, and from how many lists; LookupError where nothing came before."""
        anchors = [at - FORTNIGHT * number for number in range(1, self.FORTNIGHTS + 1)]
        anchors = [anchor for anchor in anchors if anchor >= self.begin]
        for anchor in anchors:
            if anchor not in self._read:
                self._read[anchor] = self._examples(self.past.anchor(anchor))
        parts = {stage: [example for anchor in anchors for example in self._read[anchor][stage]] for stage in Stage}
        everyone = [example for stage in Stage for example in parts[stage]]
        if not everyone:
            raise LookupError("there is nothing to learn from before it")
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
            rows = catalogue.features(person)
            found[stage_of(visits)].append(self._example(rows, truth))
        return found

    def _example(self, rows: Floats, truth: Ints) -> Example:
        """All that was attended, and some of the rest: most where the person was before, since there it is hard."""
        own = rows[ROW["base_ever"]] > 0
        own[truth] = False
        rest = ~own
        rest[truth] = False
        shown, stands_for = [truth], [np.zeros(len(truth))]
        for kind, most in ((np.flatnonzero(own), self.OWN), (np.flatnonzero(rest), self.OTHERS)):
            drawn = self.random.choice(kind, most, replace=False) if len(kind) > most else kind
            shown.append(drawn)
            stands_for.append(np.full(len(drawn), np.log(max(len(kind), 1) / max(len(drawn), 1))))
        at = np.concatenate(shown)
        marks = np.zeros(len(at), np.float32)
        marks[: len(truth)] = 1
        return rows[:, at].T, marks, np.concatenate(stands_for).astype(np.float32)


def _lists(parts: list[Example]) -> Lists:
    sizes = [len(marks) for _rows, marks, _stands_for in parts]
    rows, marks, stands_for = (np.concatenate([part[at] for part in parts]) for at in range(3))
    return Lists(rows, marks, stands_for, np.r_[0, np.cumsum(sizes)[:-1]].astype(np.int64))
