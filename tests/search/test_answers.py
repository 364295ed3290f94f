"""Questions with answers written by hand, asked of the sample season on both databases, which must answer the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sciencepop import create_app
from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.search.evaluation import answer_all, missed, read_questions
from sciencepop.search.rules.evaluating import Answer, compare
from tests.conftest import close_app
from tests.journeys.season import take_season
from tests.postgres import Postgres

WANTED_PERCENT = 95
QUESTIONS = read_questions(Path(__file__).parent / "answers.csv")


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """The season is one of today's."""


@pytest.fixture
def answers(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Answer]]:
    """What each database answers at one moment."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    found, now = {}, clock.now()
    for name, server in (("sqlite", None), ("postgresql", postgres)):
        folder = tmp_path_factory.mktemp("answers")
        url = take_season(shared, folder, server, "answers")
        app = create_app(Config(mode="test", secret_key="only-for-tests", database_url=url, var=folder))
        with app.app_context():
            found[name] = answer_all(db.session(), list(QUESTIONS), now)
        close_app(app)
    return found


def test_the_wanted_thing_is_among_the_first_three_and_both_databases_give_the_same_lists(
    answers: dict[str, dict[str, Answer]],
) -> None:
    assert len(QUESTIONS) >= 200
    for name, found in answers.items():
        wrong = missed(QUESTIONS, found)
        assert len(wrong) <= len(QUESTIONS) * (100 - WANTED_PERCENT) / 100, (name, wrong)
    likeness = compare(answers["sqlite"], answers["postgresql"])
    assert (likeness.different, likeness.least_shared) == ([], 1.0)
    assert likeness.same_first == likeness.same_set == len(QUESTIONS)
