"""Migrations on both databases: up gives the models' tables, down leaves nothing, up again works."""

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


def flask(url: str, var: Path, *arguments: str) -> None:
    import os

    environ = os.environ | {"DATABASE_URL": url, "SCIENCEPOP_VAR": str(var), "FLASK_APP": "app"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "db", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_go_up_and_down_and_up_again(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("migrated")
    flask(url, tmp_path, "upgrade")
    assert tables(url) == set(Base.metadata.tables) | {"alembic_version"}
    flask(url, tmp_path, "check")
    flask(url, tmp_path, "downgrade", "base")
    assert tables(url) == {"alembic_version"}
    flask(url, tmp_path, "upgrade")
    assert "booking" in tables(url)
