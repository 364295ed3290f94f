"""Two guardians press for the same child at the same moment, on real connections of both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Commitment
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.book import Booked
from sciencepop.core.db import db
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.conftest import NOW
from tests.factories import make_child, make_event, make_occurrence

ROUNDS = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "family_race") as app:
        yield app


@pytest.mark.race
@pytest.mark.parametrize(("apart", "refused"), [(0, Refusal.CHILD_BOOKED), (60, Refusal.CHILD_CLASH)])
def test_a_child_gets_one_place_whoever_is_first(own_app: Flask, apart: int, refused: Refusal) -> None:
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        child = make_child(session, cast.resident, cast.neighbour).id
        guardians = (cast.resident.id, cast.neighbour.id)
        days = []
        for number in range(ROUNDS):
            first = make_occurrence(session, make_event(session, cast.base), starts_in=timedelta(days=3 + number))
            second = first
            if apart:
                late = timedelta(days=3 + number, minutes=apart)
                second = make_occurrence(session, make_event(session, cast.base), starts_in=late)
            days.append((first.id, second.id))
        session.commit()

    def press(guardian: int, occurrence: int) -> Callable[[], Booked]:
        def verb() -> Booked:
            by = db.session.get_one(Person, guardian)
            return services.book(occurrence, by=by, seats=1, children=[child], comes=False, now=NOW)

        return verb

    for pair in days:
        verbs = [press(guardian, occurrence) for guardian, occurrence in zip(guardians, pair, strict=True)]
        answers = at_once(own_app, verbs)
        assert [answer for answer in answers if not isinstance(answer, Booked)] == [refused.value], pair
    with own_app.app_context():
        assert db.session.scalar(select(func.count(Commitment.id))) == ROUNDS
        assert checks() == []
