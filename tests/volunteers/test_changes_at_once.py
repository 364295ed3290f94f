"""Changes of a shift, sanctions and sign-ups at the same moment: whoever comes second sees what the first has done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.volunteers import services
from sciencepop.volunteers.care_invariants import checks as care_checks
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import AssignmentState
from sciencepop.volunteers.queries.shifts import get_shift
from sciencepop.volunteers.services import sanctions
from sciencepop.volunteers.services.sanctions import SanctionWish
from tests.at_once import app_of_its_own, at_once
from tests.conftest import NOW
from tests.factories import make_base, make_grant, make_person
from tests.volunteers.people import make_assignment, make_shift, make_volunteer, wish_of

pytestmark = pytest.mark.race
S = AssignmentState
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "changes_at_once") as made:
        yield made


def person_of(number: int) -> Person:
    return db.session.get_one(Person, number)


def test_an_edit_sanctions_and_sign_ups_at_once_all_end_and_leave_nothing_wrong(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        base = make_base(session, registrant=make_person(session))
        staff = make_person(session)
        make_grant(session, staff)
        shift = make_shift(session, base, roles={"helper": 3}, starts_in=7 * DAY)
        people = [make_volunteer(session) for _ in range(7)]
        for person in people[:3]:
            make_assignment(session, shift, person)
        make_assignment(session, shift, people[3], S.WAITING)
        session.commit()
        number, by, who = shift.id, staff.id, [person.id for person in people]
        day = clock.local(shift.starts_at).date()
    ban = SanctionWish("absent", "两次没来也没有说", day, day, gives_back=True)

    def edit(hours: int) -> int:
        found = get_shift(db.session(), number)
        wish, seen = wish_of(found, by=hours * HOUR), str(found.sequence)
        return services.edit_shift(number, wish, {}, seen=seen, by=person_of(by), now=NOW)

    def sanction(place: int) -> str:
        return sanctions.set_sanction(who[place], ban, by=person_of(by), now=NOW)

    def sign_up(place: int) -> str:
        need = get_shift(db.session(), number).needs[0].id
        return services.sign_up(need, by=person_of(who[place]), language="zh", now=NOW, waiting_allowed=True)

    verbs = [
        lambda: edit(1),
        lambda: sanction(0),
        lambda: sign_up(4),
        lambda: edit(2),
        lambda: sanction(2),
        lambda: sign_up(5),
        lambda: sanction(6),
        lambda: sign_up(6),
    ]
    told = at_once(app, verbs)
    print(told)
    assert None not in told
    with app.app_context():
        assert checks() == care_checks() == []
