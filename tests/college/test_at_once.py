"""Officers and learners at the same moment: no lecturer in two places, no lesson in the ledger where it was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from sciencepop.accounts.models import Person
from sciencepop.college import services
from sciencepop.college.invariants import checks
from sciencepop.core.db import db
from tests.at_once import app_of_its_own, at_once
from tests.college.classes import make_course_class, make_lecturer, make_term
from tests.conftest import NOW
from tests.factories import make_person, make_point


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "college_at_once") as found:
        yield found


def test_a_timetable_and_its_learners_change_at_once(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        officer = make_person(session)
        point, term, lecturer = (
            make_point(session, officer),
            make_term(session, officer),
            make_lecturer(session, officer),
        )
        drafts = [
            make_course_class(session, officer, point, term, lecturer=lecturer, starts=time(9, minute), is_open=False)
            for minute in (0, 30)
        ]
        open_one = make_course_class(session, officer, point, term, weekday=4, capacity=6)
        people = [make_person(session).id for _ in range(6)]
        session.commit()
        codes, term_code, one_code, officer_id = [one.code for one in drafts], term.code, open_one.code, officer.id

    def publish(code: str) -> str:
        services.publish_class(code, by=db.session.get_one(Person, officer_id), now=NOW)
        return "published"

    def take_days_off(day: int) -> str:
        wish = services.DaysWish(date(2027, 3, day), date(2027, 3, day), "维修")
        services.change_days(term_code, wish, by=db.session.get_one(Person, officer_id), now=NOW)
        return "moved"

    def enrol(person_id: int) -> str:
        services.enrol(one_code, by=db.session.get_one(Person, person_id), language="zh", now=NOW)
        return "enrolled"

    verbs = [partial(publish, code) for code in codes]
    verbs += [partial(take_days_off, day) for day in (5, 19)]
    told = Counter(at_once(app, [*verbs, *(partial(enrol, person_id) for person_id in people)]))
    assert told == {"published": 1, "lecturer_clash": 1, "moved": 2, "enrolled": 6}
    with app.app_context():
        assert checks() == []
