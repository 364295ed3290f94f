"""Why a session is recommended: what the score itself is made of, and nothing else.

A score is a sum. What a reason claims is the part of the sum that its features make, so without them the score is lower
by exactly that. A reason is told where it makes a difference and where there is something to show for it: a visit, a
title, a distance, at least ten people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.features import ROW, ROWS_OF, TOLD, Reason
from sciencepop.recommend.engine.world import Floats, Person, km_between, slots

LEAST, MOST_TOLD = 0.1, 2
"""A reason must make the session a tenth likelier than without it; two are told, or one."""
_FEWEST_PEOPLE, _ALIKE, _LIKED, _NEAR_KM = 10, 0.3, 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Why:
    """`worth` is what the score would lose; `about` is what to name.

    BASE: how many visits · SERIES: how many · TOPIC: which topic · TEXT: which attended series is alike · TIME: how
    many visits in that part of the week · PLACE: kilometres · BESIDE: which own base · CELL: which cell · CROWD: 0
    """

    reason: Reason
    worth: float
    about: int


def explain(catalogue: Catalogue, person: Person, rows: Floats, weights: Floats, at: int) -> list[Why]:
    """The reasons to tell for the session at `at`, the weightiest first."""
    parts = rows[:, at] * weights
    worths = {reason: float(sum(parts[row] for row in ROWS_OF[reason])) for reason in TOLD}
    told: list[Why] = []
    for reason in sorted(TOLD, key=lambda reason: -worths[reason]):
        if worths[reason] < LEAST or len(told) == MOST_TOLD or (reason is Reason.CROWD and told):
            continue
        about = _about(catalogue, person, rows, reason, at)
        if about is not None:
            told.append(Why(reason, worths[reason], about))
    personal = [why for why in told if why.reason is not Reason.CROWD]
    return personal or told


def without(rows: Floats, reason: Reason) -> Floats:
    """The same features as if nothing were known that the reason speaks of."""
    changed = rows.copy()
    changed[list(ROWS_OF[reason])] = 0
    return changed


def _about(catalogue: Catalogue, person: Person, rows: Floats, reason: Reason, at: int) -> int | None:
    """What there is to show for a reason, or None where there is nothing."""
    past = person.start < catalogue.now
    series, base = person.series[past], int(catalogue.base[at])
    came = catalogue.world.base[series]
    if reason is Reason.BASE:
        return _some(int((came == base).sum()))
    if reason is Reason.SERIES:
        return _some(int((series == catalogue.sessions.series[at]).sum()))
    if reason is Reason.TOPIC:
        topic = int(np.argmax(catalogue.topics[catalogue.kind[at]]))
        chosen = topic in person.interests or bool(catalogue.world.topics[series, topic].sum() >= 1)
        return topic if chosen and rows[ROW["topic_lift"], at] >= _LIKED else None
    if reason is Reason.TIME:
        many = int((slots(person.start[past]) == catalogue.slot[at]).sum())
        return many if many >= 2 else None
    if reason is Reason.TEXT:
        return _alike(catalogue, series, at)
    if reason is Reason.BESIDE:
        beside = np.where(came == base, 0, catalogue.counts.beside[came, base])
        return int(came[np.argmax(beside)]) if beside.size and beside.max() > 0 else None
    return _about_place(catalogue, person, reason, at)


def _about_place(catalogue: Catalogue, person: Person, reason: Reason, at: int) -> int | None:
    base = int(catalogue.base[at])
    if reason is Reason.PLACE and person.home is not None:
        km = float(km_between(person.home, catalogue.world.places[base : base + 1])[0])
        return round(km) if km <= _NEAR_KM else None
    if reason is Reason.CELL and person.cells:
        cells = list(person.cells)
        best = cells[int(np.argmax(catalogue.counts.cell_base[cells, base]))]
        enough = catalogue.counts.cell_people[best, base] >= _FEWEST_PEOPLE
        return best if enough and catalogue.counts.cell_base[best, base] > 0 else None
    return 0 if reason is Reason.CROWD else None


def _alike(catalogue: Catalogue, series: np.ndarray, at: int) -> int | None:
    if not series.size:
        return None
    alike = catalogue.world.texts[series] @ catalogue.texts[catalogue.kind[at]]
    best = int(np.argmax(alike))
    return int(series[best]) if alike[best] >= _ALIKE else None


def _some(many: int) -> int | None:
    return many or None
