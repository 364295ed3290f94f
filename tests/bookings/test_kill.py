"""Kill -9 in the middle of the race: a worker, then the whole server. What was confirmed is there, and only once.

The real server (gunicorn, two workers) and real HTTP clients that send an attempt again until it is answered.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking
from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage
from tests.conftest import close_app, make_app
from tests.factories import make_base, make_event, make_occurrence, make_person
from tests.gunicorn import Server, ask, signed_in
from tests.postgres import Postgres

pytestmark = pytest.mark.race
SEATS, PEOPLE, CLIENTS = 50, 90, 6
PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """The server's clock runs, so ours does."""


@dataclass
class Crowd:
    """Clients that all want a seat; what each was told at last stands in `confirmed` and `refused`."""

    app: Flask
    port: int
    path: str
    people: list[tuple[int, int]]
    confirmed: dict[int, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    odd: list[tuple[int, str]] = field(default_factory=list)
    unanswered: int = 0

    def run(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._client, args=(self.people[n::CLIENTS],)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        return threads

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.confirmed) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        assert len(self.confirmed) >= count

    def _client(self, people: list[tuple[int, int]]) -> None:
        for person_id, epoch in people:
            cookie, token = signed_in(self.app, person_id, epoch)
            form = urlencode({"csrf_token": token, "attempt": secrets.token_urlsafe(12), "seats": 1})
            deadline = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < deadline:
                status, location = ask(self.port, "POST", self.path, form, cookie)
                if status == 303 and "/my/bookings/" in location:
                    self.confirmed[person_id] = location.rpartition("/")[2]
                elif status == 422:
                    self.refused.add(person_id)
                elif status in (0, 503):
                    self.unanswered += 1
                    time.sleep(0.05)
                    continue
                else:
                    self.odd.append((status, location))
                break


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kill.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create("kill")


@pytest.fixture
def crowd(database: str, tmp_path: Path) -> Iterator[Crowd]:
    app = make_app(database, tmp_path)
    with app.app_context():
        rows = db.session()
        occurrence = make_occurrence(rows, make_event(rows, make_base(rows)), size=SEATS)
        people = [(person.id, person.epoch) for person in (make_person(rows) for _ in range(PEOPLE))]
        rows.commit()
        path = f"/bookings/new?occurrence={occurrence.id}"
        db.session.remove()
        yield Crowd(app, 0, path, people)
    close_app(app)


def test_nothing_confirmed_is_lost_when_worker_and_server_are_killed(
    crowd: Crowd, database: str, tmp_path: Path
) -> None:
    server = Server(database, tmp_path)
    try:
        crowd.port = server.port
        threads = crowd.run()
        crowd.wait_for(6)
        server.kill_a_worker()
        crowd.wait_for(18)
        server.kill_everything()
        server.start()
        for thread in threads:
            thread.join(2 * PATIENCE_SECONDS)
    finally:
        server.kill_everything()
    assert crowd.odd == []
    assert len(crowd.confirmed) == SEATS
    assert len(crowd.refused) == PEOPLE - SEATS
    assert crowd.unanswered > 0, "nobody noticed the kill: it came too late"
    stored = dict(db.session.execute(select(Booking.person_id, Booking.code)).all())
    assert stored == crowd.confirmed
    letters = sorted(db.session.scalars(select(OutboxMessage.dedup_key)))
    assert letters == sorted(f"booking-{code}-confirmed" for code in stored.values())
    assert checks() == []
