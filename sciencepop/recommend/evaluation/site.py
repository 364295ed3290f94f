"""This site's own visits in the form of the folder's data, so that the same code trains and judges on both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sciencepop.recommend.engine.numbers import Numbers
from sciencepop.recommend.engine.world import Sessions, Visits
from sciencepop.recommend.evaluation.meetup import DataSet


def data_of(numbers: Numbers, sessions: Sessions, visits: Visits, towns: Sequence[str]) -> DataSet:
    """`towns` has the town that each person chose, '' for none."""
    nowhere = (np.nan, np.nan)
    homes = np.array([numbers.towns.get(town, nowhere) for town in towns], float).reshape(-1, 2)
    titles = [
        f"{row.title_zh} {numbers.bases[base].name_zh}"
        for row, base in zip(numbers.titles, numbers.world.base.tolist(), strict=True)
    ]
    return DataSet(
        sessions,
        visits,
        numbers.world.base,
        titles,
        numbers.world.topics,
        homes,
        len(numbers.bases),
        len(numbers.groups),
    )
