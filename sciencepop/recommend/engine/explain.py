"""Why a session is recommended: what the score itself is made of, and nothing else.

A score is a sum. What a reason claims is the part of the sum that its features make, so without them the score is lower
by exactly that. A reason is told where it makes a difference and where there is something to show for it: a visit, a
title, a distance, at least ten people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.features import FEATURES, ROW, ROWS_OF, TOLD, Reason
from sciencepop.recommend.engine.world import Floats, Ints, Person, km_between, slots

LEAST, MOST_TOLD = 0.1, 2
"""A reason must make the session a tenth likelier than without it; two are told, or one."""
_FEWEST_PEOPLE, _ALIKE, _LIKED, _NEAR_KM = 10, 0.3, 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Why:
    """`worth` is what the score would lose; `about` is what to name.

    BASE: how many visits · SERIES: how many · TOPIC: which topic · TEXT: which attended series is alike · TIME: how
    many visits in that part of the week · AUDIENCE: which audience · PLACE: kilometres · BESIDE: which own base · CELL:
    which cell · CROWD: 0
    """

    reason: Reason
    worth: float
    about: int


_MEMBERS = np.array([[row in ROWS_OF[reason] for row in range(len(FEATURES))] for reason in TOLD], np.float32)
"""Reasons x features: which make up which."""


def explain(catalogue: Catalogue, person: Person, rows: Floats, weights: Floats, listed: Ints) -> list[list[Why]]:
    """For each session listed the reasons to tell, the weightiest first."""
    worths = _MEMBERS @ (rows[:, listed] * weights[:, None])
    known = _Known(catalogue, person, rows)
    return [_told(known, int(at), worths[:, number].tolist()) for number, at in enumerate(listed)]


def _told(known: _Known, at: int, worths: list[float]) -> list[Why]:
    """What only says that many come is told where nothing personal can be."""
    told: list[Why] = []
    for worth, reason in sorted(zip(worths, TOLD, strict=True), reverse=True):
        if worth < LEAST or len(told) == MOST_TOLD:
            break
        about = None if reason is Reason.CROWD else known.about(reason, at)
        if about is not None:
            told.append(Why(reason, worth, about))
    crowd = worths[TOLD.index(Reason.CROWD)]
    return told or ([Why(Reason.CROWD, crowd, 0)] if crowd >= LEAST else [])


def without(rows: Floats, reason: Reason) -> Floats:
    """The same features as if nothing were known that the reason speaks of."""
    changed = rows.copy()
    changed[list(ROWS_OF[reason])] = 0
    return changed


class _Known:
    """What there is to show for a reason. Each answer names something, or is None where there is nothing."""

    def __init__(self, catalogue: Catalogue, person: Person, rows: Floats) -> None:
        self.catalogue, self.person, self.rows = catalogue, person, rows
        past = person.start < catalogue.now
        self.series = person.series[past]
        self.base = catalogue.world.base[self.series]
        self.slot = slots(person.start[past])

    def about(self, reason: Reason, at: int) -> int | None:
        return _ABOUT[reason](self, at)

    def visits(self, at: int) -> int | None:
        return _least(self.base == self.catalogue.base[at], 1)

    def visits_of_series(self, at: int) -> int | None:
        return _least(self.series == self.catalogue.sessions.series[at], 1)

    def visits_then(self, at: int) -> int | None:
        return _least(self.slot == self.catalogue.slot[at], 2)

    def topic(self, at: int) -> int | None:
        if self.rows[ROW["topic_lift"], at] < _LIKED:
            return None
        topic = int(np.argmax(self.catalogue.topics[self.catalogue.kind[at]]))
        is_chosen = topic in self.person.interests or self.catalogue.world.topics[self.series, topic].sum() >= 1
        return topic if is_chosen else None

    def alike(self, at: int) -> int | None:
        if not self.series.size or self.rows[ROW["text_best"], at] < _ALIKE:
            return None
        alike = self.catalogue.world.texts[self.series] @ self.catalogue.texts[self.catalogue.kind[at]]
        return int(self.series[np.argmax(alike)])

    def audience(self, at: int) -> int | None:
        made_for = self.catalogue.world.made_for
        if made_for is None:
            return None
        series = self.catalogue.sessions.series[at]
        return next((audience for audience in self.person.audiences if made_for[series, audience]), None)

    def km(self, at: int) -> int | None:
        if self.person.home is None:
            return None
        base = int(self.catalogue.base[at])
        km = float(km_between(self.person.home, self.catalogue.world.places[base : base + 1])[0])
        return round(km) if km <= _NEAR_KM else None

    def beside(self, at: int) -> int | None:
        beside = self.catalogue.counts.beside[self.base, self.catalogue.base[at]]
        return int(self.base[np.argmax(beside)]) if beside.size and beside.max() > 0 else None

    def cell(self, at: int) -> int | None:
        if not self.person.cells:
            return None
        cells, base, counts = list(self.person.cells), self.catalogue.base[at], self.catalogue.counts
        best = cells[int(np.argmax(counts.cell_base[cells, base]))]
        is_told = counts.cell_people[best, base] >= _FEWEST_PEOPLE and counts.cell_base[best, base] > 0
        return best if is_told else None


def _least(which: NDArray[np.bool_], fewest: int) -> int | None:
    many = int(np.count_nonzero(which))
    return many if many >= fewest else None


_ABOUT: dict[Reason, Callable[[_Known, int], int | None]] = {
    Reason.BASE: _Known.visits,
    Reason.SERIES: _Known.visits_of_series,
    Reason.TOPIC: _Known.topic,
    Reason.TEXT: _Known.alike,
    Reason.TIME: _Known.visits_then,
    Reason.AUDIENCE: _Known.audience,
    Reason.PLACE: _Known.km,
    Reason.BESIDE: _Known.beside,
    Reason.CELL: _Known.cell,
}
