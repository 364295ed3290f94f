"""One recommendation: scoring, re-ranking and reasons, for 1,000 and for 10,000 sessions to choose from.

Everybody in it is invented (`sciencepop.recommend.generator`), which serves to measure time and memory and never to
say how well it ranks. Every person is asked for three times: the value is the 99th percentile over people of the best
of the three, which leaves out most of what the machine does besides; `every_p99_ms` is that of all requests, with it,
and `drafted_p99_ms` of lists that two rankings choose by turns.
Each size runs in a process of its own, so that memory is its own; the database is not in it. `worker_mb` is what a
worker gains: numpy, the tables, and what requests leave behind.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.report import Report
from bench.servers import ROOT

ROUNDS, REQUESTS = 3, 1000
SIZES = {"1k": 1_000, "10k": 10_000}


def measure(report: Report) -> None:
    """The value is in milliseconds, median of the rounds."""
    for name, size in SIZES.items():
        runs = [_in_process(size) for _round in range(ROUNDS)]
        detail = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        p99 = [run["own_p99_ms"] for run in runs]
        report.add(f"recommend.{name}", statistics.median(p99), "ms", p99, detail=detail)


def _in_process(size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.recommend", str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def prepared(size: int, folder: Path) -> None:
    """Make the tables in another process, so that what makes them is not counted; then hand them over in a file."""
    import numpy as np

    from sciencepop.recommend.engine.counts import count
    from sciencepop.recommend.engine.world import World
    from sciencepop.recommend.generator import Scale, generate, texts

    scale = Scale(people=4_000, bases=72, series=max(size // 4, 400), sessions=size + 6_000, days=720)
    data = generate(scale)
    now = float(data.sessions.start[-size])
    places = np.array([31.03, 121.22]) + np.random.default_rng(2).normal(0, 0.06, (scale.bases, 2))
    world = World(data.base, texts(data), data.topics, places, np.full(scale.towns, -1, np.int64))
    counts = count(world, data.sessions, data.visits, now)
    known = data.sessions.start[data.visits.session] < now
    who, session = data.visits.who[known], data.visits.session[known]
    arrays = {
        "now": np.array(now),
        "series": data.sessions.series[-size:],
        "start": data.sessions.start[-size:],
        "who": who,
        "past_series": data.sessions.series[session],
        "past_start": data.sessions.start[session],
        "cells": data.visits.cells,
        "homes": data.homes,
        **{f"world_{name}": value for name, value in vars(world).items() if value is not None},
        **{f"counts_{name}": value for name, value in vars(counts).items()},
    }
    np.savez(folder / "tables.npz", **arrays)


def served(folder: Path) -> dict[str, Any]:
    """Answer many people one after the other, as a worker does."""
    import sciencepop  # noqa: F401 - what a worker has anyway

    before = _rss_mb()
    from sciencepop.recommend.engine.catalogue import Catalogue
    from sciencepop.recommend.engine.counts import Counts
    from sciencepop.recommend.engine.exposure import STARVED, Ledger
    from sciencepop.recommend.engine.features import FEATURES
    from sciencepop.recommend.engine.rank import recommend
    from sciencepop.recommend.engine.weights import Stage, Weights
    from sciencepop.recommend.engine.world import Person, Sessions, World

    import numpy as np  # isort: skip - after the engine, which asks it for a single thread

    with np.load(folder / "tables.npz") as file:
        tables = {name: file[name] for name in file.files}
    people = _people(tables, Person, np)
    world = World(**_part(tables, "world_"))
    counts = Counts(**_part(tables, "counts_"))
    catalogue = Catalogue(world, counts, Sessions(tables["series"], tables["start"]), float(tables["now"]))
    signs = np.array([feature.sign for feature in FEATURES], np.float32)
    weights = Weights(dict.fromkeys(Stage, signs), 0, 0, "")
    del tables
    tried = Weights({stage: signs * 1.1 for stage in Stage}, 0, 0, "")
    ledger, seconds, own, drafted = Ledger(catalogue.bases), [], [], []
    for number in range(-50, REQUESTS):
        person, times = people[number % len(people)], []
        for _again in range(3):
            started = time.perf_counter()
            picks = recommend(catalogue, weights, person, ledger)
            times.append(time.perf_counter() - started)
        ledger.show([int(catalogue.base[pick.at]) for pick in picks])
        if number >= 0:
            seconds.extend(times)
            own.append(min(times))
            drafted.append(
                min(_seconds(recommend, catalogue, weights, person, ledger, number, tried) for _again in times)
            )
    return {
        "p50_ms": _percentile(seconds, 50),
        "every_p99_ms": _percentile(seconds, 99),
        "own_p99_ms": _percentile(own, 99),
        "drafted_p99_ms": _percentile(drafted, 99),
        "worker_mb": round(_rss_mb() - before, 1),
        "starved": round(100 * float((ledger.shares(catalogue.active) < STARVED).mean()), 1),
    }


def _seconds(recommend: Any, catalogue: Any, weights: Any, person: Any, ledger: Any, number: int, tried: Any) -> float:
    """The same list drafted by two rankings, and some with a place for chance."""
    from sciencepop.recommend.engine.trial import Trial

    started = time.perf_counter()
    recommend(catalogue, weights, person, ledger, trial=Trial(f"list {number}", 0.02, tried))
    return time.perf_counter() - started


def _people(tables: dict[str, Any], person: Any, np: Any) -> list[Any]:
    """Those who came most often among them: they cost most."""
    many = np.bincount(tables["who"])
    chosen = np.argsort(-many)[:300].tolist() + np.flatnonzero(many)[:300].tolist()
    found = []
    for who in chosen:
        mine = tables["who"] == who
        home = tuple(tables["homes"][who].tolist())
        cells = tuple(tables["cells"][who].tolist())
        found.append(person(tables["past_series"][mine], tables["past_start"][mine], home, cells))
    return found


def _part(tables: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): table for name, table in tables.items() if name.startswith(prefix)}


def _percentile(seconds: list[float], percent: int) -> float:
    return round(1000 * statistics.quantiles(seconds, n=100)[percent - 1], 2)


def _rss_mb() -> float:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return round(int(line.split()[1]) / 1024, 1)


def main(size: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare = f"from pathlib import Path; from bench.recommend import prepared; prepared({size}, Path({name!r}))"
        subprocess.run([sys.executable, "-c", prepare], cwd=ROOT, check=True)
        print(json.dumps(served(folder)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
