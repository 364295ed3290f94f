"""The real worker and web server on a real Redis: killed workers, a killed Redis, and no mail lost or doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select, update

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.core import clock
from sciencepop.core.attempts import Attempt
from sciencepop.core.db import db, write
from sciencepop.core.outbox import Delivery, OutboxMessage
from sciencepop.notify.worker import tasks_of
from tests.conftest import close_app, make_app
from tests.factories import make_base, make_booking, make_event, make_occurrence, make_person
from tests.gunicorn import Server, ask, signed_in
from tests.notify.conftest import owe, row
from tests.notify.mail_server import MailServer
from tests.notify.real_worker import RealWorker
from tests.notify.test_worker import wait_until
from tests.redis import RedisServer

pytestmark = pytest.mark.race
SOON = 20
"""Seconds within which a woken worker has delivered; the next round by the clock is farther away."""


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """The worker's clock runs, so ours does."""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def on_redis(live_url: str, tmp_path: Path, redis: RedisServer) -> Iterator[Flask]:
    """An application on the same database and the same Redis as the worker."""
    app = make_app(live_url, tmp_path, redis_url=redis.url)
    with app.app_context():
        yield app
    close_app(app)


@pytest.fixture
def worker(live_url: str, tmp_path: Path, redis: RedisServer, mail_server: MailServer) -> RealWorker:
    return RealWorker(live_url, tmp_path, mail_server.url, redis.url)


def recipients(server: MailServer) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in server.messages)


def now_in(column: Any) -> list[Any]:
    """A column as others have committed it."""
    db.session.rollback()
    return list(db.session.scalars(select(column)))


def test_a_worker_that_is_killed_and_started_again_has_delivered_each_mail_once(
    on_redis: Flask, worker: RealWorker, mail_server: MailServer
) -> None:
    people = [f"p{number}@example.org" for number in range(12)]
    for person in people:
        owe(person, address=person)
    mail_server.stuck.add(people[4])
    with worker:
        assert mail_server.is_stuck.wait(30)
        worker.kill()
    assert recipients(mail_server) == Counter(people[:4])
    mail_server.stuck.clear()
    with worker:
        assert wait_until(lambda: len(mail_server.raw) == 11, 30)
        assert wait_until(lambda: row(people[11]).state is Delivery.SENT)
        assert row(people[4]).state is Delivery.SENDING
        _let_leases_end()
        tasks_of(on_redis).deliver()
        assert wait_until(lambda: set(now_in(OutboxMessage.state)) == {Delivery.SENT}, SOON)
        assert worker.stop() == 0
    assert recipients(mail_server) == Counter(people)
    assert "example.org" not in worker.said


def _let_leases_end() -> None:
    with write() as session:
        session.execute(update(OutboxMessage).values(leased_until=clock.now() - timedelta(seconds=1)))


def test_the_jobs_of_the_day_and_of_the_minute_run(
    on_redis: Flask, worker: RealWorker, mail_server: MailServer
) -> None:
    an_hour_ago = clock.now() - timedelta(hours=1)
    with write() as session:
        occurrence = make_occurrence(session, make_event(session, make_base(session)))
        offered = {"state": BookingState.OFFERED, "offer_ends_at": an_hour_ago}
        make_booking(session, occurrence, make_person(session, email="late@example.org"), **offered)
        old = clock.now() - timedelta(days=3)
        session.add(Attempt(actor="1", endpoint="/", key="x" * 8, result="", created_at=old))
    with worker:
        assert wait_until(lambda: now_in(Attempt.id) == [], 30)
        assert wait_until(lambda: now_in(Booking.state) == [BookingState.EXPIRED], 30)
        assert wait_until(lambda: recipients(mail_server) == {"late@example.org": 1}, SOON)


def test_a_worker_that_starts_while_redis_is_away_delivers_and_complains_little(
    on_redis: Flask, worker: RealWorker, mail_server: MailServer, redis: RedisServer
) -> None:
    redis.kill()
    owe("before")
    with worker:
        assert wait_until(lambda: len(mail_server.raw) == 1, 30)
        assert not wait_until(lambda: worker.said.count("\n") > 12, 5)
        assert "the queue is away" in worker.said
        redis.start()
        owe("after")
        tasks_of(on_redis).deliver()
        assert wait_until(lambda: len(mail_server.raw) == 2, SOON)
        assert worker.stop() == 0


@pytest.fixture
def site(
    on_redis: Flask, live_url: str, tmp_path: Path, redis: RedisServer, mail_server: MailServer
) -> Iterator[Server]:
    """The web server on Redis, with limits on."""
    with_redis = {"REDIS_URL": redis.url, "SMTP_URL": mail_server.url, "RATE_LIMITS": "on"}
    server = Server(live_url, tmp_path, **with_redis)
    yield server
    server.kill_everything()


def test_while_redis_is_away_pages_and_bookings_go_on_and_afterwards_every_mail_arrives_once(
    on_redis: Flask, site: Server, worker: RealWorker, mail_server: MailServer, redis: RedisServer
) -> None:
    with write() as session:
        occurrence = make_occurrence(session, make_event(session, make_base(session)))
        people = [make_person(session, email=f"p{number}@example.org") for number in range(3)]
        path = f"/bookings/new?occurrence={occurrence.id}"
    first, second, third = people
    with worker:
        assert book(on_redis, site, path, first) == 303
        assert wait_until(lambda: recipients(mail_server) == {"p0@example.org": 1}, 30)
        redis.kill()
        assert [ask(site.port, "GET", page)[0] for page in ("/", "/events", "/bases", "/sign-in")] == [200] * 4
        assert book(on_redis, site, path, second) == 303
        assert sign_in_code(on_redis, site, second) == 303
        assert len(now_in(OutboxMessage.id)) == 3
        redis.start()
        assert book(on_redis, site, path, third) == 303
        assert wait_until(lambda: set(now_in(OutboxMessage.state)) == {Delivery.SENT}, SOON)
    assert recipients(mail_server) == {"p0@example.org": 1, "p1@example.org": 2, "p2@example.org": 1}
    assert len({mail["Message-ID"] for mail in mail_server.messages}) == 4
    assert now_in(Booking.state) == [BookingState.CONFIRMED] * 3


def book(app: Flask, site: Server, path: str, person: Person) -> int:
    cookie, token = signed_in(app, person.id, person.epoch)
    status, _location = ask(site.port, "POST", path, urlencode({"csrf_token": token, "seats": 1}), cookie)
    return status


def sign_in_code(app: Flask, site: Server, person: Person) -> int:
    """Ask for a code, as somebody who is not signed in."""
    cookie, token = signed_in(app)
    form = urlencode({"csrf_token": token, "address": person.addresses[0].value})
    return ask(site.port, "POST", "/sign-in", form, cookie)[0]
