"""All loads are one: the same rows on any database, at any hour of the day; and a failed load keeps nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, func, select

from sciencepop.accounts.models import Person
from sciencepop.core import invariants
from sciencepop.core.db import Base, db
from sciencepop.demo.cli import season_of_today
from sciencepop.demo.load import InvariantBrokenError, NotEmptyError, load_season
from sciencepop.search.models import SearchDocument
from tests.conftest import close_app, make_app
from tests.demo.conftest import HOURS, SCALE, Sample


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


def digest_of(sample: Sample) -> dict[str, str]:
    engine = create_engine(sample.url)
    try:
        with engine.connect() as connection:
            return digest(connection)
    finally:
        engine.dispose()


def load() -> None:
    load_season(season_of_today(SCALE, 1), passwords=False, say=lambda _words: None)


def test_loads_give_the_same_rows_on_both_databases_at_any_hour_of_the_day_and_a_broken_one_keeps_nothing(
    tmp_path: Path, sample: Callable[[str], Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken one is looked at by the check that breaks it, when all is written and nothing is kept."""
    written: list[dict[str, str]] = []

    def is_broken() -> list[str]:
        written.append(digest(db.session.connection()))
        assert (count_people() > 0, count_people(Person.password_hash.is_not(None))) == (True, 0)
        return ["坏了"]

    app = make_app(f"sqlite:///{tmp_path / 'broken.db'}", tmp_path)
    with app.app_context():
        with monkeypatch.context() as patch, pytest.raises(InvariantBrokenError, match="坏了"):
            patch.setitem(invariants._checks, "always broken", is_broken)
            load()
        assert count_people() == 0
    close_app(app)
    for kind in HOURS:
        found = digest_of(sample(kind))
        assert [name for name in found if found[name] != written[0][name]] == [], kind


def test_a_season_is_never_loaded_into_another(tmp_path: Path, sample: Callable[[str], Sample]) -> None:
    app = make_app(sample("sqlite").url, tmp_path)
    with app.app_context(), pytest.raises(NotEmptyError):
        load()
    close_app(app)
