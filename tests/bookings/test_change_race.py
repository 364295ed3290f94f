"""Parties of changed sessions go to others at the same moment, on real connections of both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.bookings import invariants, services
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence

ROUNDS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "change_race") as app:
        yield app


def go(person: int, code: str, occurrence: int) -> Callable[[], str]:
    def verb() -> str:
        return services.move(code, occurrence, by=db.session.get_one(Person, person), now=NOW)

    return verb


@pytest.mark.race
def test_one_of_two_gets_the_last_seat_and_the_other_keeps_its_own(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        people = (cast.resident, cast.neighbour)
        rounds: list[tuple[int, list[tuple[int, str]]]] = []
        for number in range(ROUNDS):
            event = make_event(session, cast.base)
            changed = make_occurrence(session, event, starts_in=timedelta(days=3 + number))
            small = make_occurrence(session, event, starts_in=timedelta(days=20 + number), size=1)
            codes = [(person.id, make_booking(session, changed, person, is_moved=True).code) for person in people]
            rounds.append((small.id, codes))
        session.commit()
    for target, codes in rounds:
        answers = at_once(own_app, [go(person, code, target) for person, code in codes])
        assert sum(answer == "full" for answer in answers) == 1, answers
    with own_app.app_context():
        states = db.session.scalars(select(Booking.state)).all()
        assert states.count(BookingState.CONFIRMED) == 2 * ROUNDS
        assert states.count(BookingState.CANCELLED) == ROUNDS
        assert invariants.checks() == []


@pytest.mark.race
def test_parties_that_change_places_never_wait_for_each_other(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        event = make_event(session, cast.base)
        first, second = (make_occurrence(session, event, starts_in=timedelta(days=day)) for day in (3, 4))
        places: list[tuple[Person, Occurrence, Occurrence]] = [
            (cast.resident, first, second),
            (cast.neighbour, second, first),
        ]
        verbs = [
            go(person.id, make_booking(session, here, person, is_moved=True).code, there.id)
            for person, here, there in places
        ]
        session.commit()
    answers = at_once(own_app, verbs)
    with own_app.app_context():
        found = db.session.scalars(select(Booking).where(Booking.state == BookingState.CONFIRMED)).all()
        assert sorted(answers) == sorted(booking.code for booking in found)
        assert invariants.checks() == []


@pytest.mark.race
def test_sessions_of_one_event_never_grow_past_its_licence_at_once(own_app: Flask) -> None:
    """Each is small enough alone; together they need a licence that there is not."""
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        manager = cast.manager.id
        rounds: list[list[int]] = []
        for _number in range(ROUNDS):
            event = make_event(session, cast.base)
            starts = (timedelta(days=3), timedelta(days=3, minutes=10))
            rounds.append([make_occurrence(session, event, starts_in=start, size=400).id for start in starts])
        session.commit()

    def grow(number: int) -> Callable[[], str]:
        def verb() -> str:
            services.resize_pool(number, 550, by=db.session.get_one(Person, manager), now=NOW)
            return "grown"

        return verb

    for pair in rounds:
        answers = at_once(own_app, [grow(number) for number in pair])
        assert sorted(answers) == ["grown", "licence_missing"], answers
