"""Two officers decide on the same submission at the same moment, on real connections of both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import ContentReview, EventState
from sciencepop.programme.rules.lifecycle import CHECKS
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.content import digest
from sciencepop.programme.services.review import publish_event, return_event
from tests.cast import make_cast
from tests.conftest import NOW, close_app, make_app
from tests.factories import make_event, make_grant

ROUNDS = 5


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, where commits are real."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'race.db'}"
    else:
        url = request.getfixturevalue("postgres").create("review_race")
    app = make_app(url, tmp_path)
    yield app
    close_app(app)


@pytest.mark.race
def test_exactly_one_decision_counts(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        make_grant(session, cast.neighbour)
        events = [make_event(session, cast.base, kind="lecture", state=EventState.SUBMITTED) for _ in range(ROUNDS)]
        session.commit()
        plan = [(event.id, digest(event)) for event in events]
        officers = (cast.officer.id, cast.neighbour.id)
    for number, (event_id, seen) in enumerate(plan):
        answers = _decide_at_once(own_app, event_id, seen, officers)
        assert sorted(answers) == ["done", Refusal.WRONG_STATE.value], number
    with own_app.app_context():
        assert db.session.scalar(select(func.count(ContentReview.id))) == ROUNDS


def _decide_at_once(app: Flask, event_id: int, seen: str, officers: tuple[int, int]) -> list[str]:
    gun, answers = threading.Barrier(2), []

    def decide(publishes: bool, officer_id: int) -> None:
        with app.app_context():
            by = db.session.get_one(Person, officer_id)
            gun.wait()
            try:
                if publishes:
                    publish_event(event_id, checks=CHECKS, seen=seen, note="", by=by, now=NOW)
                else:
                    return_event(event_id, note="请修改", by=by, now=NOW + timedelta(seconds=1))
                answers.append("done")
            except RuleBroken as broken:
                answers.append(broken.code.value)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=decide, args=pair) for pair in zip((True, False), officers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers
