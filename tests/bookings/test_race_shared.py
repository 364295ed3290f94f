"""The race for a room that two occurrences share: each has its own pools, only the resource's lock stands between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.rules import states
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from tests.bookings.capacity import make_resource, make_use
from tests.bookings.crowd import Task, count, run
from tests.conftest import NOW, close_app, make_app
from tests.crowd import deal
from tests.factories import make_base, make_booking, make_event, make_occurrence, make_person
from tests.postgres import Postgres

pytestmark = pytest.mark.race
PROCESSES = 5
SEATS = 30


@dataclass
class Shared:
    """Two occurrences at one time with more chairs than the hall holds, and many people."""

    app: Flask
    url: str
    folder: Path
    occurrence_ids: list[int]
    people: list[int]

    def taken(self) -> int:
        db.session.rollback()
        live = select(func.sum(Booking.seats)).where(Booking.state.in_(states.LIVE))
        return int(db.session.scalar(live) or 0)

    def full(self) -> list[bool]:
        return list(db.session.scalars(select(Occurrence.is_full).order_by(Occurrence.id)))


@pytest.fixture(params=["sqlite", "postgresql"])
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shared]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'race.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("shared")
    app = make_app(url, tmp_path)
    with app.app_context():
        session = db.session()
        base = make_base(session)
        resource = make_resource(session, base, capacity=SEATS)
        found = [make_occurrence(session, make_event(session, base), size=SEATS) for _number in range(2)]
        for occurrence in found:
            make_use(session, occurrence, resource)
        people = [make_person(session, name=f"居民{number}").id for number in range(60)]
        session.commit()
        yield Shared(app, url, tmp_path, [occurrence.id for occurrence in found], people)
    close_app(app)


def test_two_occurrences_never_give_more_seats_than_the_hall_has(hall: Shared) -> None:
    tasks = [Task("book", person, hall.occurrence_ids[number % 2]) for number, person in enumerate(hall.people)]
    told = run(hall.url, hall.folder, deal(tasks, PROCESSES), NOW)
    assert count(told) == {"confirmed": SEATS, "full": len(hall.people) - SEATS}
    assert hall.taken() == SEATS
    assert hall.full() == [True, True]
    assert checks() == []


def test_giving_back_in_one_asks_those_who_wait_in_the_other_and_nothing_locks_up(hall: Shared) -> None:
    session = db.session()
    first = session.get_one(Occurrence, hall.occurrence_ids[0])
    holders = hall.people[:15]
    codes = {}
    for person in holders:
        codes[person] = make_booking(session, first, session.get_one(Person, person), seats=2).code
    for occurrence in session.scalars(select(Occurrence)):
        occurrence.is_full = True
    session.commit()
    session.rollback()
    tasks = [Task("cancel", person, code=codes[person]) for person in holders]
    for number, person in enumerate(hall.people[15:]):
        verb = "wait" if number % 3 else "book"
        tasks.append(Task(verb, person, hall.occurrence_ids[number % 2], 1 + number % 2))
    random.Random(11).shuffle(tasks)
    told = run(hall.url, hall.folder, deal(tasks, PROCESSES), NOW)
    answers = count(told)
    assert answers["done"] == len(holders)
    assert set(answers) <= {"done", "confirmed", "waiting", "full"}
    assert hall.taken() <= SEATS
    offered = select(func.count(Booking.id)).where(Booking.state == BookingState.OFFERED)
    assert db.session.scalar(offered) > 0  # type: ignore[operator]
    assert checks() == []


def test_the_control_without_the_locks_overdraws_the_hall(hall: Shared) -> None:
    tasks = [Task("book", person, hall.occurrence_ids[number % 2]) for number, person in enumerate(hall.people)]
    told = run(hall.url, hall.folder, deal(tasks, PROCESSES), NOW, locked=False)
    assert count(told)["confirmed"] > SEATS
    assert hall.taken() > SEATS
    assert any("in use at one moment" in sentence for sentence in checks())


@pytest.mark.parametrize("hall", ["postgresql"], indirect=True)
def test_the_control_without_the_resources_lock_alone_overdraws_the_hall(hall: Shared) -> None:
    """SQLite has one write lock, which stands for all; only PostgreSQL can lose this one alone."""
    tasks = [Task("book", person, hall.occurrence_ids[number % 2]) for number, person in enumerate(hall.people)]
    told = run(hall.url, hall.folder, deal(tasks, PROCESSES), NOW, resources_locked=False)
    assert count(told)["confirmed"] > SEATS
    assert any("in use at one moment" in sentence for sentence in checks())
