"""The race of outings for last seats, against single bookings and an organiser: real processes, both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.bookings import outing_invariants, services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, Outing, SeatPool
from sciencepop.bookings.queries.outings import list_unreleased
from sciencepop.bookings.queries.seats import count_taken
from sciencepop.bookings.rules import states
from sciencepop.core.db import db
from tests.bookings.crowd import Task, count, run
from tests.conftest import NOW, close_app, make_app
from tests.crowd import deal
from tests.factories import make_base, make_event, make_grant, make_occurrence, make_person
from tests.postgres import Postgres

pytestmark = pytest.mark.race
PROCESSES = 5
SIZES = (24, 16, 30)
WEEK = timedelta(days=7)


@dataclass
class Day:
    """A day with three occurrences at three bases, fewer seats than people, and an officer."""

    url: str
    folder: Path
    occurrence_ids: list[int]
    people: list[int]
    officer: int

    def outing(self, person: int, *places: int) -> Task:
        first, *rest = (self.occurrence_ids[place] for place in places)
        return Task("outing", person, first, also=tuple(rest))

    def taken(self) -> list[int]:
        db.session.rollback()
        pools = db.session.scalars(select(SeatPool.id).order_by(SeatPool.id))
        return [count_taken(db.session(), pool) for pool in pools]

    def whole(self) -> set[tuple[int, int]]:
        """How many stops the outings have, and how many of these are held."""
        held = func.count(Booking.id).filter(Booking.state.in_(states.LIVE))
        rows = db.session.execute(select(func.count(Booking.id), held).join(Outing).group_by(Outing.id))
        return {(stops, live) for stops, live in rows}


@pytest.fixture(params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Day]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'race.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("outings")
    app: Flask = make_app(url, tmp_path)
    with app.app_context():
        session = db.session()
        found = [
            make_occurrence(
                session,
                make_event(session, make_base(session)),
                starts_in=WEEK + timedelta(hours=2 * number),
                size=size,
            )
            for number, size in enumerate(SIZES)
        ]
        people = [make_person(session, name=f"居民{number}").id for number in range(60)]
        officer = make_person(session, name="区科协小王")
        make_grant(session, officer)
        session.commit()
        yield Day(url, tmp_path, [one.id for one in found], people, officer.id)
    close_app(app)


def test_last_seats_go_to_whole_outings_and_single_bookings_and_nothing_locks_up(day: Day) -> None:
    ways = ((0, 1), (1, 0), (1, 2), (2, 1, 0))
    tasks = [day.outing(person, *ways[number % 4]) for number, person in enumerate(day.people[:44])]
    tasks += [Task("book", person, day.occurrence_ids[1]) for person in day.people[44:]]
    random.Random(5).shuffle(tasks)
    told = run(day.url, day.folder, deal(tasks, PROCESSES), NOW)
    assert set(count(told)) == {"confirmed", "full"}
    assert all(taken <= size for taken, size in zip(day.taken(), SIZES, strict=True))
    assert day.taken()[1] == SIZES[1]
    assert day.whole() == {(2, 2), (3, 3)}
    won = {one.code for one in told if one.task.verb == "outing" and one.code}
    assert set(db.session.scalars(select(Outing.code))) == won
    assert [*checks(), *outing_invariants.checks()] == []


def test_an_organiser_who_cancels_meanwhile_leaves_no_outing_half(day: Day) -> None:
    first, _second, third = day.occurrence_ids
    for number in day.people[:6]:
        services.book_outing([first, third], by=db.session.get_one(Person, number), seats=2, now=NOW)
    db.session.rollback()
    ways = ((0, 2), (2, 1), (1, 2, 0))
    tasks = [day.outing(person, *ways[number % 3]) for number, person in enumerate(day.people[6:30])]
    tasks += [Task("wait", person, first, seats=2) for person in day.people[30:45]]
    random.Random(2).shuffle(tasks)
    tasks.insert(10, Task("call_off", day.officer, third))
    told = run(day.url, day.folder, deal(tasks, PROCESSES), NOW)
    assert set(count(told)) <= {"confirmed", "waiting", "full", "cancelled", "done"}
    assert [one.answer for one in told if one.task.verb == "call_off"] == ["done"]
    assert list_unreleased(db.session(), NOW, limit=10) == []
    assert {live for _stops, live in day.whole()} == {0}
    assert day.taken()[1:] == [0, 0]
    assert [*checks(), *outing_invariants.checks()] == []
