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

    What a document of the search is found by is of another type on each; `search_document.digest` stands for it. A
    password is there or not, as was asked.
    """
    found, left_out = {}, (SearchDocument.__table__.c.tokens, Person.__table__.c.password_hash)
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if not any(column is one for one in left_out)]
        rows = connection.execute(select(*columns).order_by(*table.primary_key.columns))
        plain = "\n".join(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows)
        found[table.name] = hashlib.sha256(plain.encode()).hexdigest()
    return found


def load(*, passwords: bool) -> None:
    load_season(season_of_today(0.05, 7), passwords=passwords, say=lambda _words: None)


def test_loads_give_the_same_rows_on_both_databases_at_any_hour_of_the_day_and_a_broken_one_keeps_nothing(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'first.db'}", tmp_path)
    with app.app_context():
        with monkeypatch.context() as patch, pytest.raises(InvariantBrokenError, match="坏了"):
            patch.setitem(invariants._checks, "always broken", lambda: ["坏了"])
            load(passwords=True)
        assert count_people() == 0
        load(passwords=True)
        first = digest(db.session.connection())
    close_app(app)
    other = make_app(postgres.create("demo_again"), tmp_path)
    with other.app_context(), clock.frozen_at(NOW.replace(hour=14, minute=59)):
        load(passwords=False)
        assert digest(db.session.connection()) == first
        assert count_people(Person.password_hash.is_not(None)) == 0
        with pytest.raises(NotEmptyError):
            load(passwords=False)
    close_app(other)
