"""Two officers at one moment. SQLite has one who writes at a time, so this is PostgreSQL's question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from sciencepop.statistics import services
from sciencepop.statistics.models import Delegate
from tests.at_once import app_of_its_own, at_once
from tests.conftest import NOW
from tests.factories import make_grant, make_person

pytestmark = pytest.mark.race


@pytest.fixture(params=["postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "statistics_race") as app:
        yield app


def test_a_delegate_whom_several_officers_name_at_once_is_named_once(own_app: Flask) -> None:
    with own_app.app_context():
        officer = make_person(db.session())
        make_grant(db.session(), officer)
        officer_id, address = officer.id, make_person(db.session()).addresses[0].value
        db.session.commit()

    def name() -> None:
        services.name_delegate("health", address, by=db.session.get_one(Person, officer_id), now=NOW)

    assert at_once(own_app, [name] * 6).count("named_already") == 5
    with own_app.app_context():
        assert db.session.scalar(select(func.count(Delegate.id))) == 1
