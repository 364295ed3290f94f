"""Migrations on both databases: up gives the models' tables, a season is kept on the way, down leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from sciencepop.core import documents, webpush  # noqa: F401 - their tables
from sciencepop.core.db import Base
from sciencepop.search.models import OWN_TABLES
from tests.demo.conftest import Sample, flask

KEPT = ("person", "event", "occurrence", "booking", "shift", "need", "assignment", "attendance", "hours_entry")
"""Tables older than the way that is gone down and up with a season in them."""
WEEKS = "SELECT count(*) FROM opening_stretch s JOIN opening_rule r ON r.id = s.rule_id WHERE r.kind = 'week'"


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
def test_a_season_is_kept_on_the_way_down_and_up(kind: str, tmp_path: Path, sample: Callable[[str], Sample]) -> None:
    """The way up from nothing, and `db check` after it, were gone when the sample was made."""
    url = sample(kind).copied(tmp_path)
    full_text = {name for name in tables(url) if name.startswith(OWN_TABLES)}  # SQLite's, of no model
    assert tables(url) - full_text == set(Base.metadata.tables) | {"alembic_version"}
    before = sizes(url)
    assert before["booking"] > 50
    flask(kind, url, tmp_path, "db downgrade 0015", "db upgrade")
    assert sizes(url) == before
    flask(kind, url, tmp_path, "db downgrade base")
    assert tables(url) == {"alembic_version"}
