"""Families and askers at the same moment: a full team, a child in two teams, one time for meeting wanted by four."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Commitment
from sciencepop.contests import services
from sciencepop.contests.invariants import checks
from sciencepop.contests.queries.teams import get_team
from sciencepop.core.db import db
from sciencepop.showcase import invariants as showcase_invariants
from sciencepop.showcase import services as talks
from sciencepop.showcase.models import MeetingSlot, ProjectState, Stage
from tests.at_once import app_of_its_own, at_once
from tests.conftest import NOW
from tests.contests.contests import make_contest
from tests.factories import make_child, make_grant, make_person


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "contests_at_once") as found:
        yield found


def who(number: int) -> Person:
    return db.session.get_one(Person, number)


def test_a_team_of_two_and_one_child_are_joined_at_once(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        officer, *parents = (make_person(session) for _ in range(5))
        make_grant(session, officer)
        child = make_child(session, parents[0], parents[1])
        session.commit()
        one = make_contest(session, officer)
        teams = [
            services.register_team(one.code, services.TeamWish(name), language="zh", by=parents[number], now=NOW)
            for number, name in enumerate("甲乙")
        ]
        token = services.invite_members(teams[0], by=parents[0], now=NOW)
        ids, child_id = [one.id for one in parents], child.id

    def enter_child(number: int) -> str:
        joining = services.Joining("孩子", child_id=child_id, consents=True)
        services.add_member(teams[number], joining, language="zh", by=who(ids[number]), now=NOW)
        return "child in"

    def join(number: int) -> str:
        services.join_team(token, services.Joining("大人", consents=True), language="zh", by=who(ids[number]), now=NOW)
        return "in"

    told = Counter(at_once(app, [*(partial(enter_child, n) for n in (0, 1)), *(partial(join, n) for n in (2, 3))]))
    assert told["child in"] == 1 and set(told) <= {"child in", "in", "in_a_team", "team_full"}
    with app.app_context():
        sizes = [len(get_team(db.session(), code).present) for code in teams]
        assert sizes in ([2, 0], [2, 1])
        assert checks() == []


def test_one_time_for_meeting_goes_to_one_of_those_who_want_it_at_once(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        officer, owner, *askers = (make_person(session) for _ in range(5))
        make_grant(session, officer)
        session.commit()
        wish = talks.ProjectWish(title_zh="浮标", text_zh="测水质", topic="ecology", stage=Stage.PILOT)
        code = talks.add_project(wish, by=owner, now=NOW)
        talks.step_project(code, ProjectState.SUBMITTED, by=owner, now=NOW)
        talks.step_project(code, ProjectState.PUBLISHED, by=officer, now=NOW)
        start = NOW + timedelta(days=1)
        talks.offer_slot(code, start, start + timedelta(minutes=30), "", by=owner, now=NOW)
        slot_id = session.scalars(select(MeetingSlot.id)).one()
        wanted = [(talks.begin_talk(code, "您好", by=one, now=NOW), one.id) for one in askers]

    def take(talk: str, number: int) -> str:
        talks.take_slot(talk, slot_id, by=who(number), now=NOW)
        return "met"

    told = Counter(at_once(app, [partial(take, *one) for one in wanted]))
    assert told == {"met": 1, "slot_gone": 2}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Commitment)) == 2
        assert showcase_invariants.checks() == []
