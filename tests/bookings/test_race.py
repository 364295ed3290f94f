"""The race for the last seats: real processes, a starting gun, both databases; and a control that must fail."""

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
from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.bookings.queries.seats import count_taken, list_waiting
from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from tests.bookings.crowd import Task, count, run
from tests.conftest import NOW, close_app, make_app
from tests.crowd import deal
from tests.factories import make_base, make_booking, make_event, make_occurrence, make_person, pool_of
from tests.postgres import Postgres

pytestmark = pytest.mark.race
PROCESSES = 5
SEATS = 50


@dataclass
class Course:
    """A fresh database with one occurrence that everybody wants."""

    app: Flask
    url: str
    folder: Path
    occurrence_id: int
    people: list[int]

    def taken(self) -> int:
        db.session.rollback()
        pool = pool_of(db.session(), db.session.get_one(Occurrence, self.occurrence_id))
        return count_taken(db.session(), pool.id)


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Course]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'race.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("race")
    app = make_app(url, tmp_path)
    with app.app_context():
        session = db.session()
        event = make_event(session, make_base(session), seats_per_booking=5)
        occurrence = make_occurrence(session, event, size=SEATS)
        people = [make_person(session, name=f"居民{number}").id for number in range(120)]
        session.commit()
        yield Course(app, url, tmp_path, occurrence.id, people)
    close_app(app)


def test_fifty_seats_go_to_exactly_fifty_people(course: Course) -> None:
    tasks = [Task("book", person, course.occurrence_id) for person in course.people]
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    assert count(told) == {"confirmed": SEATS, "full": 70}
    assert course.taken() == SEATS
    stored = set(db.session.scalars(select(Booking.code)))
    assert stored == {one.code for one in told if one.code}
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == SEATS
    assert db.session.get_one(Occurrence, course.occurrence_id).is_full
    assert checks() == []


def test_parties_never_get_more_than_there_is_and_none_is_lost(course: Course) -> None:
    tasks = [Task("book", person, course.occurrence_id, 1 + number % 3) for number, person in enumerate(course.people)]
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    confirmed = [one for one in told if one.answer == "confirmed"]
    assert set(count(told)) == {"confirmed", "full"}
    assert sum(one.task.seats for one in confirmed) == course.taken() == SEATS
    assert {one.code for one in confirmed} == set(db.session.scalars(select(Booking.code)))
    assert checks() == []


def test_one_person_in_many_processes_gets_one_booking(course: Course) -> None:
    tasks = [Task("book", course.people[0], course.occurrence_id)] * 32
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    assert count(told) == {"confirmed": 1, "already_booked": 31}
    assert checks() == []


def test_booking_cancelling_and_promoting_at_once_keep_every_seat(course: Course) -> None:
    session = db.session()
    occurrence = session.get_one(Occurrence, course.occurrence_id)
    holders = course.people[:25]
    for person in holders:
        make_booking(session, occurrence, session.get_one(Person, person), seats=2)
    occurrence.is_full = True
    session.commit()
    codes = {person: code for person, code in session.execute(select(Booking.person_id, Booking.code))}
    session.rollback()
    giving = [Task("cancel", person, code=codes[person]) for person in holders]
    taking = [
        Task("wait" if number % 2 else "book", person, course.occurrence_id, 1 + number % 3)
        for number, person in enumerate(course.people[25:])
    ]
    tasks = [*giving, *taking]
    random.Random(8).shuffle(tasks)
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    answers = count(told)
    assert answers["done"] == len(giving)
    assert set(answers) <= {"done", "confirmed", "waiting", "full"}
    taken = course.taken()
    assert taken <= SEATS
    pool = session.scalars(select(SeatPool)).one()
    assert all(party.seats > SEATS - taken for party in list_waiting(session, pool))
    assert db.session.scalar(select(func.count(Booking.id)).where(Booking.state == BookingState.OFFERED)) > 0
    assert checks() == []


def test_gates_and_bookings_at_once_share_the_seats_exactly(course: Course) -> None:
    booking = [Task("book", person, course.occurrence_id) for person in course.people[:60]]
    gates = [Task("gate", person, course.occurrence_id, 5) for person in course.people[60:76]]
    tasks = booking + gates
    random.Random(6).shuffle(tasks)
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    answers = count(told)
    assert set(answers) <= {"confirmed", "done", "full", "not_so_many"}
    assert answers["confirmed"] + 5 * answers["done"] == course.taken()
    assert course.taken() == SEATS or answers["full"] == 0
    assert (answers["confirmed"] > 0, answers["done"] > 0, checks()) == (True, True, [])


def test_the_control_without_the_lock_oversells(course: Course) -> None:
    """If this passes with the lock on only, the tests above prove something."""
    tasks = [Task("book", person, course.occurrence_id) for person in course.people]
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW, locked=False)
    assert count(told)["confirmed"] > SEATS
    assert course.taken() > SEATS
    assert any("seats are taken" in sentence or "are taken" in sentence for sentence in checks())
