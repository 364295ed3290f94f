"""Two loads are one: the same rows on any database, at any hour of the day; and a failed load keeps nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from sciencepop.accounts.models import Person
from sciencepop.core import clock, invariants
from sciencepop.core.db import Base, db
from sciencepop.demo.cli import season_of_today
from sciencepop.demo.load import InvariantBrokenError, NotEmptyError, load_season
from sciencepop.search.models import SearchDocument
from tests.conftest import NOW, close_app, make_app
from tests.postgres import Postgres


def count_people(*conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0


def digest(connection: Connection) -> dict[str, str]:
    """A short name of each table's rows, read through the models' types, so that databases can be compared.

    What a document of the search is found by is of another type on each; `search_document.digest` stands for it.
    """
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column is not SearchDocument.__table__.c.tokens]
        rows = connection.execute(select(*columns).order_by(*table.primary_key.columns))
        plain = "\n".join(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows)
        found[table.name] = hashlib.sha256(plain.encode()).hexdigest()
    return found


def load_digest(url: str, folder: Path, *, passwords: bool = True) -> dict[str, str]:
    app = make_app(url, folder)
    with app.app_context():
        load_season(season_of_today(0.05, 7), passwords=passwords, say=lambda _words: None)
        found = digest(db.session.connection())
    close_app(app)
    return found


def test_loads_give_the_same_rows_on_both_databases_at_any_hour_of_the_day(tmp_path: Path, postgres: Postgres) -> None:
    first = load_digest(f"sqlite:///{tmp_path / 'first.db'}", tmp_path)
    assert first == load_digest(postgres.create("demo_again"), tmp_path)
    with clock.frozen_at(NOW.replace(hour=14, minute=59)):
        assert first == load_digest(f"sqlite:///{tmp_path / 'second.db'}", tmp_path)


def test_without_passwords_nobody_has_one(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    with app.app_context():
        load_season(season_of_today(0.05, 1), passwords=False, say=lambda _words: None)
        assert count_people(Person.password_hash.is_not(None)) == 0
        with pytest.raises(NotEmptyError):
            load_season(season_of_today(0.05, 1), passwords=False, say=lambda _words: None)
    close_app(app)


def test_a_broken_invariant_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    monkeypatch.setitem(invariants._checks, "always broken", lambda: ["坏了"])
    with app.app_context():
        with pytest.raises(InvariantBrokenError, match="坏了"):
            load_season(season_of_today(0.05, 1), passwords=False, say=lambda _words: None)
        assert count_people() == 0
    close_app(app)
