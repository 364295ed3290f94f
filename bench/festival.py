"""An edition of 40 venues, 600 occurrences, 10 days and 4,200 bookings: release, pages, print, and moving everything.

`festival.600` is the slowest of what a person waits for: the diff of a release, cutting it, a page, the grid, a printed
file. What the worker does (moving, letters) stands in the detail. Nobody in the instance exists.
"""

from __future__ import annotations

import logging
import random
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bench.report import Report
from bench.servers import OUT
from sciencepop.bases.queries import list_public
from sciencepop.bookings.services.bundles import tell_bundles_due
from sciencepop.core import clock, documents
from sciencepop.core.db import db
from sciencepop.festival.queries.editions import get_edition
from sciencepop.festival.queries.postponements import count_outcomes, preview
from sciencepop.festival.queries.releases import draft_lines
from sciencepop.festival.services import contents
from sciencepop.festival.services.editions import step_edition
from sciencepop.festival.services.postpone import move_postponed, postpone
from sciencepop.festival.services.releases import cut_release
from tests.cast import Cast, make_cast
from tests.conftest import NOW, close_app, make_app
from tests.factories import make_base, make_booking, make_event, make_occurrence, make_person
from tests.festival.editions import CODE, make_edition
from tests.postgres import Postgres

VENUES, EVENTS, SESSIONS, DAYS, PEOPLE, PARTIES = 40, 200, 3, 10, 1_000, 7
ROOMS = ("报告厅", "一号教室", "")


def measure(report: Report) -> None:
    """On both databases."""
    with Postgres(durable=True) as server:
        for database in ("sqlite", "postgresql"):
            folder = OUT / f"festival-{database}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            url = f"sqlite:///{folder / 'site.db'}" if database == "sqlite" else server.create("festival")
            app = make_app(url, folder)
            logging.disable(logging.INFO)
            with app.app_context(), clock.frozen_at(NOW):
                seconds = _measure(app.test_client())
            logging.disable(logging.NOTSET)
            close_app(app)
            waited = max(value for name, value in seconds.items() if not name.startswith("worker"))
            report.add("festival.600", waited, "s", [waited], database, seconds)


def _measure(client: Any) -> dict[str, float]:
    session = db.session()
    cast = make_cast(session, NOW)
    make_instance(session, cast)
    make_edition(session, cast.officer, announced=False)
    edition = _fill(session, cast)
    seconds: dict[str, float] = {}

    def timed(name: str, verb: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = verb()
        seconds[name] = round(time.perf_counter() - began, 2)
        return result

    timed("diff", lambda: draft_lines(session, edition))
    timed("cut", lambda: cut_release(CODE, by=cast.officer, now=NOW))
    assert timed("print_4_files", lambda: documents.make_wanted(NOW)) == 4
    for name, path in {"list": "/programme?day=all", "grid": "/grid?day=2026-10-18", "json": "/programme.json"}.items():
        assert timed(name, lambda path=path: client.get(f"/festival/{CODE}{path}")).status_code == 200
    timed("preview", lambda: preview(session, edition, 90, NOW))
    number = timed("ask", lambda: postpone(CODE, 90, "台风", by=cast.officer, now=NOW))
    timed("worker_moves", lambda: until_done(lambda: move_postponed(NOW)))
    assert sum(count_outcomes(session, number).values()) == EVENTS * SESSIONS
    timed("worker_letters", lambda: until_done(lambda: tell_bundles_due(NOW + timedelta(minutes=21))))
    return seconds


def until_done(job: Callable[[], int]) -> None:
    """Minute after minute."""
    while job():
        pass


def make_instance(session: Session, cast: Cast) -> None:
    """Events of 40 bases with three sessions each over ten days, each booked by seven parties."""
    chance = random.Random(1)
    bases = [make_base(session) for _number in range(VENUES)]
    people = [make_person(session) for _number in range(PEOPLE)]
    for number in range(EVENTS):
        event = make_event(session, bases[number % VENUES], seats=20, slug=f"festival-{number}")
        for place in range(SESSIONS):
            starts_in = timedelta(days=7 + (number + place * 3) % DAYS, hours=number % 9)
            room = ROOMS[number % len(ROOMS)]
            occurrence = make_occurrence(session, event, starts_in=starts_in, room_zh=room)
            for person in chance.sample(people, PARTIES):
                make_booking(session, occurrence, person)
    session.commit()


def _fill(session: Session, cast: Cast) -> Any:
    """The bases as venues, and every event in the edition."""
    for base in list_public():
        contents.save_venue(CODE, contents.VenueWish(base=base.slug), by=cast.officer, now=NOW)
    slugs = [f"festival-{number}" for number in range(EVENTS)]
    contents.add_events(CODE, slugs, "open", by=cast.officer, now=NOW)
    step_edition(CODE, by=cast.officer, now=NOW)
    return get_edition(session, CODE)
