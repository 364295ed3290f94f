"""Migrations on both databases: up gives the models' tables, a season is kept on the way, down leaves nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from sciencepop.core import documents, webpush  # noqa: F401 - their tables
from sciencepop.core.db import Base
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("person", "event", "occurrence", "booking", "shift", "need", "assignment", "attendance", "hours_entry")
"""Tables older than the way that is gone down and up with a season in them."""


def flask(url: str, var: Path, *arguments: str) -> None:
    import os

    environ = os.environ | {"DATABASE_URL": url, "SCIENCEPOP_VAR": str(var), "FLASK_APP": "app"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def sizes(url: str) -> dict[str, int]:
    """How many rows the tables have that are kept."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in KEPT}
    finally:
        engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_season_is_kept_on_the_way_down_and_up(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("migrated")
    flask(url, tmp_path, "db", "upgrade")
    assert tables(url) == set(Base.metadata.tables) | {"alembic_version"}
    flask(url, tmp_path, "db", "check")
    flask(url, tmp_path, "demo", "load", "--scale", "0.05")
    before = sizes(url)
    assert before["booking"] > 50
    flask(url, tmp_path, "db", "downgrade", "0015")
    flask(url, tmp_path, "db", "upgrade")
    assert sizes(url) == before
    flask(url, tmp_path, "db", "downgrade", "base")
    assert tables(url) == {"alembic_version"}
