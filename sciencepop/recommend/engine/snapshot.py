"""Counters as bytes. They are taken in the worker once a day and read by web processes into the world as it is then.

What has come since has no row of its own: a new series starts as its base does, a new base as all bases do, and nobody
of any group has been there yet.
"""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO
from typing import Any

import numpy as np

from sciencepop.recommend.engine.counts import Counts, count
from sciencepop.recommend.engine.numbers import Numbers
from sciencepop.recommend.engine.world import Floats, Ints, Visits

Tables = dict[str, Any]


def pack(counts: Counts, numbers: Numbers) -> bytes:
    """The counters with the names of their rows. The same counters give the same bytes."""
    tables: Tables = {field.name: getattr(counts, field.name) for field in fields(Counts)}
    for name, keys in _keys(numbers).items():
        tables[f"key_{name}"] = np.array(keys, str)
    out = BytesIO()
    np.savez_compressed(out, **tables)
    return out.getvalue()


def unpack(content: bytes, numbers: Numbers) -> Counts:
    """The counters for this numbering. ValueError where the bytes are not of this program."""
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        tables = {name: stored[name] for name in stored.files}
    if not {field.name for field in fields(Counts)} <= set(tables):
        raise ValueError("these are not counters of this program")
    at = {name: _find(keys, tables[f"key_{name}"].tolist()) for name, keys in _keys(numbers).items()}
    return _moved(tables, at, numbers.world.base)


def nothing_counted(numbers: Numbers, now: float) -> Counts:
    """The counters of a site where nobody has been anywhere."""
    nobody = Visits(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 1), np.int64))
    return count(numbers.world, numbers.sessions([]), nobody, now)


def _keys(numbers: Numbers) -> dict[str, list[str]]:
    return {
        "base": [str(row.id) for row in numbers.bases],
        "series": [f"{base}/{key}" for base, key in numbers.series],
        "topic": list(numbers.topics),
        "group": [f"{group.audience}/{group.town}" for group in numbers.groups],
    }


def _find(wanted: list[str], stored: list[str]) -> Ints:
    """Where each of the wanted names is among the stored ones, -1 where it is not."""
    places = {name: at for at, name in enumerate(stored)}
    return np.array([places.get(name, -1) for name in wanted], np.int64)


def _moved(tables: Tables, at: dict[str, Ints], base_of_series: Ints) -> Counts:
    base, series, topic, group = at["base"], at["series"], at["topic"], at["group"]
    sizes = _rows(tables["base_size"], base, _mean(tables["base_size"]))
    return Counts(
        _rows(tables["series_sessions"], series, 0),
        _rows(tables["base_sessions"], base, 0),
        _rows(tables["slot_sessions"], base, 0),
        np.where(series < 0, sizes[base_of_series], _rows(tables["series_size"], series, 0)).astype(np.float32),
        sizes,
        _rows(tables["newcomers"], base, _mean(tables["newcomers"])),
        _rows(tables["openness"], base, _mean(tables["openness"])),
        _rows(tables["returning"], base, _mean(tables["returning"])),
        _rows(tables["topic_share"], topic, 1 / max(len(topic), 1)),
        tables["slot_share"],
        _columns(_rows(tables["beside"], base, 0), base),
        _columns(_rows(tables["cell_base"], group, 0), base),
        _columns(_rows(tables["cell_topic"], group, 0), topic),
        _columns(_rows(tables["cell_people"], group, 0), base),
        _rows(tables["first_seen"], base, np.inf),
    )


def _rows(table: Any, at: Ints, otherwise: float) -> Any:
    """The stored row of each place, `otherwise` where there is none."""
    found = np.full((len(at), *table.shape[1:]), otherwise, table.dtype)
    found[at >= 0] = table[at[at >= 0]]
    return found


def _columns(table: Floats, at: Ints) -> Any:
    return _rows(table.T, at, 0).T


def _mean(table: Floats) -> float:
    return float(table.mean()) if table.size else 0.0
