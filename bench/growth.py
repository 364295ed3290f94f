"""How a page's time grows with the data: the list with three facets, first visits, in this process."""

from __future__ import annotations

import itertools
import logging
import shutil
import statistics
import time

from bench.report import Report
from bench.servers import OUT, load_season, site_environ
from sciencepop import create_app
from sciencepop.core.config import Config
from sciencepop.core.reference import get_reference

SCALES = (0.1, 10.0)
VISITS = 150


def measure(report: Report) -> None:
    medians = {}
    for scale in SCALES:
        folder = OUT / f"growth-{scale:g}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        environ = site_environ(f"sqlite:///{folder / 'site.db'}", folder.name)
        load_season(environ, scale)
        medians[scale] = median_visit(environ)
    small, large = (medians[scale] for scale in SCALES)
    detail = {f"ms_at_{scale:g}": round(value, 2) for scale, value in medians.items()}
    report.add("growth.list", round(large / small, 2), "x", [round(large / small, 2)], "", detail)


def median_visit(environ: dict[str, str]) -> float:
    """Milliseconds of a list page that no cache holds yet."""
    app = create_app(Config.from_environ(environ))
    logging.disable(logging.INFO)  # a line for each request would stand between the figures
    client = app.test_client()
    with app.app_context():
        reference = get_reference()
        wanted = itertools.product(reference.towns, reference.audiences, reference.topics)
    client.get("/events")
    times = []
    for town, audience, topic in itertools.islice(wanted, VISITS):
        started = time.perf_counter()
        answer = client.get(f"/events?town={town}&audience={audience}&topic={topic}")
        times.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"the list answered {answer.status}")
    return statistics.median(times)
