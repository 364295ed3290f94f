"""Questions with answers written by hand, asked of the sample season on both databases."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from sciencepop import create_app
from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.search.finding import Asking, find
from sciencepop.search.queries.find import list_documents
from sciencepop.search.rules.question import read_question
from sciencepop.search.words import get_vocabulary
from tests.conftest import close_app
from tests.journeys.season import take_season
from tests.postgres import Postgres

WANTED_PERCENT = 95
LOOKED_AT = 3
with (Path(__file__).parent / "answers.csv").open(encoding="utf-8", newline="") as _file:
    QUESTIONS = list(csv.DictReader(_file))


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """The season is one of today's."""


@pytest.fixture(params=["sqlite", "postgresql"])
def season(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder, shared = tmp_path_factory.mktemp("answers"), tmp_path_factory.getbasetemp()
    server: Postgres | None = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    url = take_season(shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared, folder, server, "answers")
    app = create_app(Config(mode="test", secret_key="only-for-tests", database_url=url, var=folder))
    with app.app_context():
        yield app
    close_app(app)


def test_the_wanted_thing_is_among_the_first_three(season: Flask) -> None:
    missed = {}
    for row in QUESTIONS:
        question = read_question(row["question"], get_vocabulary().words)
        found = find(db.session(), Asking(question, question.search(clock.today()), clock.now()))
        first = [hit.id for hit in found.hits[:LOOKED_AT]]
        documents = list_documents(db.session(), first)
        titles = [documents[id_].title_zh for id_ in first]
        if not any(wanted in title for wanted in row["wanted"].split("|") for title in titles):
            missed[row["question"]] = titles
    assert len(QUESTIONS) >= 200
    assert len(missed) <= len(QUESTIONS) * (100 - WANTED_PERCENT) / 100, missed
