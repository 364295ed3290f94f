"""Fixtures of the whole suite: both databases, a rolled-back session, the strict client and the cast.

Every test that asks for `app` (or anything above it) runs on SQLite and on PostgreSQL. Only the clock and outgoing mail
are replaced: the clock stands at NOW, and mail waits in the outbox, where a test looks for it.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy.orm import Session

from sciencepop import create_app
from sciencepop.core import clock, stamps
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.web import limiter
from tests.cast import Cast, make_cast
from tests.page import FreshClient, Page
from tests.postgres import Postgres
from tests.tables import make_tables

# Saturday 10 October 2026, 10:00 in Songjiang.
NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)

# Compiling all templates takes a quarter of a minute in each application, and a run of the suite has dozens.
TEMPLATE_CACHE = Path(__file__).parents[1] / ".pytest_cache" / "templates"
os.environ.setdefault("TEMPLATE_CACHE", str(TEMPLATE_CACHE))

# Databases of tests outlive no test, so they need no disk: a commit waits for one eight milliseconds.
MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 8 * 1024**3:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


# How long an example takes tells how busy the machine is.
settings.register_profile("suite", parent=settings(), deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process of a run begins with long tests that share a site or a season: few are made, and none comes last.

    Of the list, `worksteal` gives each process a stretch, which it does in order; others take from its end.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))
    beginnings: list[list[pytest.Item]] = [[] for _worker in range(workers)]
    rest: list[pytest.Item] = []
    for item in items:
        place = beginning_of(item)
        (rest if place is None or not workers else beginnings[place % workers]).append(item)
    items.clear()
    for number, beginning in enumerate(beginnings):
        size = (len(beginning) + len(rest) + sum(map(len, beginnings[number + 1 :]))) // (workers - number)
        further = max(size - len(beginning), 0)
        items += beginning + rest[:further]
        del rest[:further]
    items += rest


def beginning_of(item: pytest.Item) -> int | None:
    """Which process begins with a test; None where any may come to it."""
    folder, file = item.path.parent.name, item.path.name
    if folder == "demo" or (folder == "journeys" and "sqlite" in item.name):
        return 2
    return None if folder != "journeys" else int(file != "test_every_page.py")


def pytest_collection_finish() -> None:
    """Garbage is collected again, thirty times less often than otherwise: tests leave little behind."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server. Missing is a failure, never a skip."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create("suite")


def make_app(database_url: str, var: Path, **settings: object) -> Flask:
    """An application for tests on any database, with its tables made."""
    values: dict[str, object] = {
        "mode": "test",
        "secret_key": "only-for-tests",
        "database_url": database_url,
        "var": var,
        "rate_limits": False,
        "public_url": "http://localhost",
        "template_cache": TEMPLATE_CACHE,
    }
    app = create_app(Config(**(values | settings)))  # type: ignore[arg-type]
    app.test_client_class = FreshClient
    with app.app_context():
        make_tables(db.engine)
    return app


def close_app(app: Flask) -> None:
    """Close every connection that this process holds for an application; one left open fails a later test.

    The session goes first: a connection that is still lent when its pool is disposed of is closed by nobody.
    """
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    reader = app.extensions["stamps"]
    if isinstance(reader, stamps.StampReader):
        reader.close()


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Flask]:
    """An application with rate limits on."""
    app = make_app(f"sqlite:///{tmp_path / 'limited.db'}", tmp_path, rate_limits=True)
    yield app
    forget_limits()
    close_app(app)


def forget_limits() -> None:
    """The limiter is one for the whole process: it is off again, and a Redis that was away is not tried any more.

    What was counted goes with the next application, which brings a storage of its own.
    """
    limiter._storage_dead = False
    limiter.enabled = False


@pytest.fixture(scope="session")
def session_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(database_url, tmp_path_factory.mktemp("var"))
    yield app
    close_app(app)


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[datetime]:
    """The clock stands at NOW; move it with `clock.frozen_at`."""
    with clock.frozen_at(NOW):
        yield NOW


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application inside one open transaction that is rolled back after the test.

    Services commit as always; their commits are savepoints here. One session serves the test and its requests.
    """
    with session_app.app_context():
        engine = db.engine
        connection = engine.connect().execution_options(writes=True)
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint", bind=connection)
        from sciencepop.core import pagecache

        pagecache.clear(session_app)
        session_app.extensions["finder"].clear()
        session_app.extensions["recommend"].forget()
        session_app.extensions["almanac"].clear()
        try:
            yield session_app
        finally:
            db.session.remove()
            db.session.configure(join_transaction_mode="conditional_savepoint", bind=None)
            outer.rollback()
            connection.close()
            db.engines[None] = engine


@pytest.fixture
def session(app: Flask) -> Session:
    """The session to look into the database with; expired before use so that it never shows old values."""
    found = db.session()
    found.expire_all()
    return found


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The standing cast: resident, manager, other_manager, officer, and two public bases."""
    return make_cast(db.session(), clock.now())


@pytest.fixture
def page(app: Flask) -> Page:
    """The strict client of an anonymous visitor; `page.sign_in(person)` makes it somebody's."""
    return Page(app)
