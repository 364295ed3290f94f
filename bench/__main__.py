"""Run the measurements: `python -m bench [--only feed,race] [--scale 10] [--seconds 3] [--rounds 3]`."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable

from bench import (
    bookings,
    campaign,
    coverage,
    dispatch,
    draw,
    feeds,
    festival,
    growth,
    nine,
    pages,
    process,
    race,
    recommend,
    roster,
    search,
    wishes,
)
from bench.report import Report
from bench.servers import OUT, load_season, running, site_environ, working
from bench.setting import Setting
from tests.postgres import Postgres

GROUPS: dict[str, Callable[[Setting, Report], None]] = {
    "public": pages.measure_public,
    "signedin": pages.measure_signed_in,
    "feed": feeds.measure,
    "booking": bookings.measure,
    "race": race.measure,
    "nine": nine.measure,
    "wishes": wishes.measure,
    "worker": process.measure_memory,
    "search": search.measure,
}
ALONE: dict[str, Callable[[Report], None]] = {
    "web": process.measure_import,
    "roster": roster.measure,
    "campaign": campaign.measure,
    "coverage": coverage.measure,
    "draw": draw.measure,
    "dispatch": dispatch.measure,
    "festival": festival.measure,
    "recommend": recommend.measure,
    "growth": growth.measure,
}


def main() -> None:
    arguments = read_arguments()
    wanted = set(arguments.only.split(",")) if arguments.only else set(GROUPS) | set(ALONE)
    unknown = wanted - set(GROUPS) - set(ALONE)
    if unknown:
        raise SystemExit(f"There is no group {', '.join(sorted(unknown))}; there are {', '.join([*GROUPS, *ALONE])}.")
    report = Report()
    OUT.mkdir(parents=True, exist_ok=True)
    with Postgres(durable=True) as server:
        for database in ("sqlite", "postgresql"):
            if wanted & set(GROUPS):
                measure_on(database, server, wanted, report, arguments)
    for name, measure in ALONE.items():
        if name in wanted:
            measure(report)
    report.write()


def measure_on(
    database: str, server: Postgres, wanted: set[str], report: Report, arguments: argparse.Namespace
) -> None:
    """Load the season into a fresh database, start the ceilings and the site, and run the groups."""
    folder = OUT / database
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'site.db'}" if database == "sqlite" else server.create("bench")
    environ = site_environ(url, database)
    load_season(environ, arguments.scale)
    ceiling_url = server.create("ceilings")
    from bench.ceilings import prepare

    prepare(ceiling_url)
    with (
        running("bench.ceilings:app", {"BENCH_DATABASE": ceiling_url}, "/rows") as ceilings,
        running("app:app", environ, "/readyz") as site,
        working(environ),
    ):
        setting = Setting(database, environ, site, ceilings, arguments.seconds, arguments.rounds)
        for name, measure in GROUPS.items():
            if name in wanted:
                measure(setting, report)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", help="groups, comma separated")
    parser.add_argument("--scale", type=float, default=10)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
