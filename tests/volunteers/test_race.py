"""The race for the last places of a shift: real processes, a starting gun, both databases; and a control that fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.bookings.models import Commitment
from sciencepop.core.db import db
from sciencepop.volunteers.invariants import checks, over_maximum
from sciencepop.volunteers.models import Assignment, AssignmentState
from sciencepop.volunteers.rules import assignments as states
from tests.conftest import NOW, close_app, make_app
from tests.crowd import deal
from tests.factories import make_base, make_event, make_occurrence, make_person
from tests.postgres import Postgres
from tests.volunteers.crowd import Task, run
from tests.volunteers.people import make_assignment, make_shift, make_volunteer

pytestmark = pytest.mark.race
PROCESSES, PLACES, PEOPLE = 4, 6, 16


@dataclass
class Course:
    """A fresh database with one need that everybody wants."""

    app: Flask
    url: str
    folder: Path
    need: int
    people: list[int]

    def taken(self) -> int:
        db.session.rollback()
        found = select(func.count(Assignment.id)).where(Assignment.state.in_(states.HOLDS))
        return int(db.session.scalar(found) or 0)


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Course]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'race.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("race_shifts")
    app = make_app(url, tmp_path)
    with app.app_context():
        session = db.session()
        base = make_base(session, registrant=make_person(session))
        shift = make_shift(session, base, roles={"helper": PLACES})
        people = [make_volunteer(session).id for _ in range(PEOPLE)]
        session.commit()
        yield Course(app, url, tmp_path, shift.needs[0].id, people)
    close_app(app)


def test_the_places_go_to_exactly_so_many_people(course: Course) -> None:
    tasks = [Task("sign_up", person, course.need) for person in course.people]
    told = run(course.url, course.folder, deal(tasks, PROCESSES), NOW)
    assert Counter(told) == {"done": PLACES, "full": PEOPLE - PLACES}
    assert course.taken() == PLACES
    assert checks() == []


def test_without_the_lock_the_shift_is_over_filled(course: Course) -> None:
    tasks = [Task("sign_up", person, course.need) for person in course.people]
    run(course.url, course.folder, deal(tasks, PROCESSES), NOW, locked=False)
    assert course.taken() > PLACES
    assert over_maximum() != []


def test_swaps_sign_ups_and_bookings_at_once_lose_nobody(course: Course) -> None:
    session = db.session()
    base = make_base(session, registrant=make_person(session))
    shifts = [make_shift(session, base, starts_in=timedelta(days=8 + day), roles={"helper": 1}) for day in range(3)]
    occurrence = make_occurrence(session, make_event(session, base), starts_at=shifts[0].starts_at)
    who = course.people[:3]
    from sciencepop.accounts.models import Person

    codes = [
        make_assignment(session, shift, session.get_one(Person, number)).code
        for shift, number in zip(shifts, who, strict=True)
    ]
    session.commit()
    needs = [shift.needs[0].id for shift in shifts]
    circle = [Task("swap", who[place], code=codes[place], needs=(needs[(place + 1) % 3],)) for place in range(3)]
    others = [Task("wait", person, course.need) for person in course.people]
    booking = [Task("book", person, occurrence.id) for person in who]
    told = run(course.url, course.folder, deal([*circle, *others, *booking], PROCESSES), NOW)
    assert set(told) <= {"done", "clash", "swap_not_possible"}
    db.session.rollback()
    confirmed = select(Assignment.need_id, func.count(Assignment.id)).where(
        Assignment.state == AssignmentState.CONFIRMED
    )
    counts = dict(db.session.execute(confirmed.group_by(Assignment.need_id)).all())
    assert counts == {course.need: PLACES, **dict.fromkeys(needs, 1)}
    assert checks() == []
    overlapping = select(Commitment.person_id).group_by(Commitment.person_id, Commitment.starts_at)
    assert db.session.scalars(overlapping.having(func.count() > 1)).all() == []
