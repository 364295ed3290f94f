"""Hours and proofs at the same moment, on real connections of both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from sciencepop.volunteers import hours_invariants
from sciencepop.volunteers.models import HoursClaim, HoursEntry, ServiceProof
from sciencepop.volunteers.queries.hours import read_totals
from sciencepop.volunteers.rules.hours import HoursRefusal
from sciencepop.volunteers.rules.proofs import ProofState
from sciencepop.volunteers.services import attendance, count, hours, proof_objections, proofs
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.services.hours_exceptions import tell_exceptions
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.conftest import NOW
from tests.volunteers.served import count_entry, serve

LATER = NOW + timedelta(hours=6)
WEEK = timedelta(days=7)
MORNING = NOW + timedelta(hours=22)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "hours_race") as app:
        yield app


def answer(code: str, person: int, minutes: int) -> Callable[[], str]:
    def verb() -> str:
        by = db.session.get_one(Person, person)
        return hours.answer(code, minutes, "查过签到记录", by=by, now=NOW).value

    return verb


@pytest.mark.race
def test_two_answer_one_dispute_and_two_workers_count_and_issue(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        entry = count_entry(session, serve(session, cast.resident, cast.base), 120)
        hours.dispute(entry.code, 150, "晚走了半小时", by=cast.resident, now=NOW)
        for person in (cast.neighbour, cast.desk, cast.other_manager):
            attendance.mark(serve(session, person, cast.base).code, Move.IN, by=cast.manager, now=NOW)
        claim, staff = session.scalars(select(HoursClaim.code)).one(), (cast.manager.id, cast.officer.id)
        resident, officer = cast.resident.id, cast.officer.id
    answers = at_once(own_app, [answer(claim, staff[0], 150), answer(claim, staff[1], 135)])
    assert answers.count(HoursRefusal.ANSWERED_ALREADY.value) == 1
    counted = at_once(own_app, [lambda: count.count_shifts(LATER)] * 3)
    assert sum(counted) == 3
    with own_app.app_context():
        assert read_totals(db.session(), resident).minutes in (150, 135)
        assert len(db.session.scalars(select(HoursEntry.id)).all()) == 5
        by = db.session.get_one(Person, officer)
        proofs.publish_batch(date(2026, 10, 1), date(2026, 10, 10), base_id=None, title="科技节", by=by, now=NOW)
    issued = at_once(own_app, [lambda: proofs.issue_due(NOW + WEEK)] * 3)
    assert sum(issued) == 4
    with own_app.app_context():
        numbers = db.session.scalars(select(ServiceProof.serial_number).order_by(ServiceProof.serial_number)).all()
        assert numbers == [1, 2, 3, 4]
        assert hours_invariants.checks() == []


@pytest.mark.race
def test_three_workers_write_one_letter_and_no_issued_proof_is_objected_to(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        count_entry(session, serve(session, cast.resident, cast.base), 95)
        serve(session, cast.neighbour, cast.base)
        days = date(2026, 10, 1), date(2026, 10, 10)
        proofs.publish_batch(*days, base_id=None, title="科技节", by=cast.officer, now=NOW)
        number, neighbour = session.scalars(select(ServiceProof.id)).one(), cast.neighbour.id
    assert sorted(at_once(own_app, [lambda: tell_exceptions(MORNING)] * 3)) == [0, 0, 1]

    def object_to() -> int:
        with suppress(NotFound):  # it is issued, so nobody finds it on the list any more
            proof_objections.object_to(number, "那天没有来", by=db.session.get_one(Person, neighbour), now=NOW)
            return 1
        return 0

    answers = at_once(own_app, [lambda: proofs.issue_due(NOW + WEEK), object_to])
    with own_app.app_context():
        is_issued = db.session.scalars(select(ServiceProof.state)).one() is ProofState.ISSUED
        assert (answers[0], answers[1] == 1) == ((1, False) if is_issued else (0, True))
        assert hours_invariants.checks() == []
