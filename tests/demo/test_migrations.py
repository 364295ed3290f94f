"""Migrations on both databases: up gives the models' tables, a season is kept on the way, down leaves nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from sciencepop.core import documents, webpush  # noqa: F401 - their tables
from sciencepop.core.db import Base
from sciencepop.search.models import OWN_TABLES
from tests import processes
from tests.postgres import Postgres

KEPT = ("person", "event", "occurrence", "booking", "shift", "need", "assignment", "attendance", "hours_entry")
"""Tables older than the way that is gone down and up with a season in them."""
WEEKS = "SELECT count(*) FROM opening_stretch s JOIN opening_rule r ON r.id = s.rule_id WHERE r.kind = 'week'"


ONE_AFTER_THE_OTHER = """
import sys
from flask.cli import cli
for command in sys.argv[1:]:
    cli.main(command.split(), standalone_mode=False)
"""


def flask(url: str, var: Path, *commands: str) -> None:
    """Run commands of `flask` one after the other, in one process."""
    environ = os.environ | {"DATABASE_URL": url, "SCIENCEPOP_VAR": str(var), "FLASK_APP": "app"}
    processes.run("-c", ONE_AFTER_THE_OTHER, *commands, environ=environ, folder=var)


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
            found = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in KEPT}
            return found | {"weeks": connection.exec_driver_sql(WEEKS).scalar_one()}
    finally:
        engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_season_is_kept_on_the_way_down_and_up(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("migrated")
    flask(url, tmp_path, "db upgrade", "db check", "demo load --scale 0.05")
    full_text = {name for name in tables(url) if name.startswith(OWN_TABLES)}  # SQLite's, of no model
    assert tables(url) - full_text == set(Base.metadata.tables) | {"alembic_version"}
    before = sizes(url)
    assert before["booking"] > 50
    flask(url, tmp_path, "db downgrade 0015", "db upgrade")
    assert sizes(url) == before
    flask(url, tmp_path, "db downgrade base")
    assert tables(url) == {"alembic_version"}
