"""Coverage of a year with 100,000 sessions and 400,000 bookings: what the tables are made of, and a page of them."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.report import Report
from bench.servers import OUT
from sciencepop import create_app
from sciencepop.accounts.models import Person
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.core import clock, stamps
from sciencepop.core.config import Config
from sciencepop.core.db import Base, db, write
from sciencepop.core.reference import get_reference
from sciencepop.coverage.queries.held import list_held
from sciencepop.coverage.queries.sessions import page_of_sessions
from sciencepop.coverage.rules.held import Dimension, table
from sciencepop.coverage.rules.periods import year_of
from sciencepop.demo.write import insert_rows, refresh_statistics
from sciencepop.programme.models import Event, EventAudience, EventState, Occurrence
from tests.postgres import Postgres

SESSIONS, EVENTS, BASES, PARTIES = 100_000, 2_000, 72, 4
FIRST, NOW = datetime(2026, 1, 2, 1, 0, tzinfo=UTC), datetime(2026, 12, 31, 4, 0, tzinfo=UTC)
AUDIENCES = ("teenagers", "seniors", "workers", "farmers")


def measure(report: Report) -> None:
    folder = OUT / "coverage"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Postgres(durable=True) as server:
        for name, url in (("sqlite", f"sqlite:///{folder / 'site.db'}"), ("postgresql", server.create("coverage"))):
            _measure_on(name, url, report)


def _measure_on(name: str, url: str, report: Report) -> None:
    app = create_app(Config(mode="test", secret_key="bench", database_url=url, var=OUT / "coverage"))
    with app.app_context(), clock.frozen_at(NOW):
        Base.metadata.create_all(db.engine)
        stamps.seed(db.session())
        db.session.commit()
        _fill()
        refresh_statistics(db.session.connection())
        db.session.commit()
        session, year = db.session(), year_of(2026)
        reading, held = _timed(lambda: list_held(session, year, NOW))
        tables, counted = _timed(lambda: [table(held, by) for by in Dimension])
        wanted = {Dimension.AUDIENCE: "seniors"}
        listing, page = _timed(lambda: page_of_sessions(session, held, year, wanted, NOW, ""))
        if sum(one.sessions for one in counted[0].values()) != SESSIONS or not page.next_cursor:
            raise RuntimeError("not everything was counted")
        db.session.remove()
        db.engine.dispose()
    detail = {"rows": len(held), "reading_ms": reading, "five_tables_ms": tables, "page_of_sessions_ms": listing}
    report.add("coverage.year", reading + tables, "ms", [], name, detail)


def _timed(work: Callable[[], Any], rounds: int = 3) -> tuple[int, Any]:
    """Milliseconds of the middle round."""
    times, found = [], None
    for _ in range(rounds):
        started = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - started)
    return round(statistics.median(times) * 1000), found


def _fill() -> None:
    towns, tables = list(get_reference().towns), Base.metadata.tables
    stamped = {"created_at": FIRST, "updated_at": FIRST}
    with write() as session:
        connection = session.connection()

        def insert(model: Any, rows: Any) -> None:
            insert_rows(connection, tables[model.__tablename__], rows)

        insert(Person, [{"id": number, "created_at": FIRST} for number in range(1, PARTIES + 1)])
        insert(
            ScienceBase,
            [
                {
                    "id": number,
                    "slug": f"base-{number}",
                    "name_zh": f"基地{number}",
                    "kind": "museum",
                    "town_code": towns[number % len(towns)],
                    "state": BaseState.PUBLIC,
                    "access": ["step-free"] if number % 2 else [],
                    **stamped,
                }
                for number in range(1, BASES + 1)
            ],
        )
        insert(
            Event,
            [
                {
                    "id": number,
                    "slug": f"event-{number}",
                    "base_id": number % BASES + 1,
                    "kind": "talk",
                    "title_zh": f"讲座{number}",
                    "state": EventState.PUBLISHED,
                    **stamped,
                }
                for number in range(1, EVENTS + 1)
            ],
        )
        insert(EventAudience, [{"event_id": n, "slug": AUDIENCES[n % len(AUDIENCES)]} for n in range(1, EVENTS + 1)])
        insert(Occurrence, (_occurrence(number) for number in range(1, SESSIONS + 1)))
        insert(SeatPool, ({"id": number, "occurrence_id": number, "size": 30} for number in range(1, SESSIONS + 1)))
        insert(Booking, (_booking(number) for number in range(SESSIONS * PARTIES)))


def _occurrence(number: int) -> dict[str, Any]:
    """Every event goes on through the year, at another hour each time."""
    start = FIRST + timedelta(days=number // EVENTS * 7 + number % 7, hours=number % 12, minutes=number % EVENTS % 60)
    return {
        "id": number,
        "event_id": number % EVENTS + 1,
        "uid": f"bench-{number}",
        "starts_at": start,
        "ends_at": start + timedelta(minutes=90),
        "booking_opens_at": FIRST,
        "booking_closes_at": start,
        "created_at": FIRST,
        "revised_at": FIRST,
    }


def _booking(number: int) -> dict[str, Any]:
    came = number % 5 > 0
    return {
        "code": f"B{number:08d}",
        "pool_id": number // PARTIES + 1,
        "person_id": number % PARTIES + 1,
        "seats": 2,
        "state": BookingState.ATTENDED if came else BookingState.NO_SHOW,
        "attended_at": NOW if came else None,
        "seats_attended": 2 if came else None,
        "seated_at": FIRST,
        "created_at": FIRST,
        "changed_at": FIRST,
    }
