from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from sciencepop.core import stamps
from sciencepop.core.db import write
from sciencepop.core.stamps import SEAT_SHARDS, Versions
from tests.conftest import close_app, make_app
from tests.postgres import Postgres


def follow_changes(app: Flask) -> None:
    with app.app_context():
        start = stamps.current()
        assert stamps.current() == start
        with write() as session:
            stamps.programme_changed(session)
        changed = Versions(start.programme + 1, start.fullness + 1, start.seats)
        assert stamps.current() == changed
        with write() as session:
            stamps.fullness_changed(session)
        assert stamps.current() == replace(changed, fullness=start.fullness + 2)
        assert stamps.current().public == start.public + 3
        with write() as session:
            stamps.seats_changed(session, {1, 2, 1 + SEAT_SHARDS})
        assert stamps.current() == Versions(start.programme + 1, start.fullness + 2, start.seats + 2)
        app.extensions["stamps"].close()
        assert stamps.current() == Versions(start.programme + 1, start.fullness + 2, start.seats + 2)
    close_app(app)


def test_versions_follow_every_commit_on_sqlite(tmp_path: Path) -> None:
    follow_changes(make_app(f"sqlite:///{tmp_path / 'stamps.db'}", tmp_path, mode="development"))


def test_versions_follow_every_commit_on_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    follow_changes(make_app(postgres.create("stamps"), tmp_path, mode="development"))


def test_a_rolled_back_change_leaves_the_version(app: Flask) -> None:
    before = stamps.current()
    try:
        with write() as session:
            stamps.programme_changed(session)
            raise ValueError
    except ValueError:
        pass
    assert stamps.current() == before
