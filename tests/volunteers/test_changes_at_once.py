"""Changes of a shift, sanctions and sign-ups at the same moment: whoever comes second sees what the first has done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.college import services as college
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.volunteers import services
from sciencepop.volunteers.care_invariants import checks as care_checks
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import (
    AssignmentState,
    ChangeKind,
    ChangeState,
    Decision,
    RosterChange,
    RosterRun,
    RunState,
    Shift,
    ShiftState,
    VolunteerSanction,
)
from sciencepop.volunteers.queries.shifts import get_shift
from sciencepop.volunteers.roster_invariants import checks as roster_checks
from sciencepop.volunteers.services import sanctions
from sciencepop.volunteers.services.roster_publish import publish_due
from sciencepop.volunteers.services.sanctions import SanctionWish
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.college.classes import make_course_class, make_term
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
    assert set(told[:4:3]) <= {3, 4, 5, "changed_meanwhile"}
    assert [told[place] for place in (1, 2, 4, 5, 6) if len(str(told[place])) != 10] == []
    with app.app_context():
        assert checks() == care_checks() == []


def test_of_two_officers_one_decides_an_appeal(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        person, *staff = make_volunteer(session), *(make_person(session) for _ in range(3))
        for officer in staff:
            make_grant(session, officer)
        session.commit()
        today = clock.local(NOW).date()
        ban = SanctionWish("absent", "两次没来也没有说", today, today + DAY)
        code = sanctions.set_sanction(person.id, ban, by=staff[0], now=NOW)
        sanctions.appeal_sanction(code, "那天我在医院", by=person, now=NOW)
        deciders = [officer.id for officer in staff[1:]]

    def decide(by: int, decision: Decision) -> None:
        sanctions.decide_sanction(code, decision, "看过医院的证明", by=person_of(by), now=NOW)

    told = at_once(app, [lambda: decide(deciders[0], Decision.GRANTED), lambda: decide(deciders[1], Decision.UPHELD)])
    assert sorted(told, key=str) == [None, "appeal_decided"]
    with app.app_context():
        sanction = db.session.scalars(select(VolunteerSanction)).one()
        first = told.index(None)
        assert (sanction.decided_by, sanction.lifted_at) == (deciders[first], None if first else NOW)
        assert care_checks() == []


def test_a_swap_while_the_roster_is_published_leaves_everybody_one_place(app: Flask) -> None:
    """The roster takes the first from one shift and gives them the other, where they wait; meanwhile two swap."""
    with app.app_context():
        session = db.session()
        base = make_base(session, registrant=make_person(session))
        staff = make_person(session)
        make_grant(session, staff)
        shifts = [make_shift(session, base, roles={"helper": 2}, starts_in=days * DAY) for days in (7, 9)]
        people = [make_volunteer(session) for _ in range(3)]
        needs, who = [shift.needs[0].id for shift in shifts], [person.id for person in people]
        codes = [make_assignment(session, shift, person).code for shift, person in zip(shifts, people, strict=False)]
        make_assignment(session, shifts[1], people[2], S.WAITING)
        day = clock.local(shifts[0].starts_at).date()
        values = {"state": RunState.PUBLISHING, "created_by": staff.id, "decided_by": staff.id, "created_at": NOW}
        run = RosterRun(code="ROSTER2345", base_id=base.id, from_on=day, until_on=day + 2 * DAY, **values)
        wanted = (
            (ChangeKind.DROP, who[0], needs[0]),
            (ChangeKind.ADD, who[2], needs[1]),
            (ChangeKind.ADD, who[2], needs[0]),
        )
        run.changes = [RosterChange(kind=kind, person_id=person, need_id=need) for kind, person, need in wanted]
        session.add(run)
        session.commit()

    def swap(place: int) -> bool:
        mine = person_of(who[place])
        return services.offer_swap(codes[place], {needs[1 - place]}, by=mine, now=NOW)

    told = at_once(app, [lambda: swap(0), lambda: publish_due(NOW), lambda: swap(1), lambda: publish_due(NOW)])
    assert set(map(str, told)) <= {"True", "False", "swap_not_possible", "wrong_state", *"0123"}
    with app.app_context():
        assert ChangeState.OPEN not in db.session.scalars(select(RosterChange.state)).all()
        assert checks() == roster_checks() == []


def test_a_class_that_ends_while_shifts_are_made_and_taken_leaves_none_behind(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        cast = make_cast(session, NOW)
        one = make_course_class(session, cast.officer, cast.point, make_term(session, cast.officer))
        people = [make_volunteer(session) for _ in range(3)]
        session.commit()
        wishes = [
            services.TemplateWish(title, [services.NeedWish("helper", 1, 1, 2)], class_id=one.id) for title in "甲乙"
        ]
        first, second = (services.add_template(cast.point, wish, by=cast.head, now=NOW) for wish in wishes)
        services.make(first, by=cast.head, now=NOW)
        made = list(session.scalars(select(Shift).order_by(Shift.id)))
        for shift in made:
            services.publish(shift.id, by=cast.head, now=NOW)
        needs, who = [shift.needs[0].id for shift in made], [person.id for person in people]
        code, term, by = one.code, one.term.code, cast.officer.id
        day = one.lessons[0].starts_at.date()

    def sign_up(place: int) -> str:
        return services.sign_up(needs[place], by=person_of(who[place]), language="zh", now=NOW)

    off = college.DaysWish(day, day, "校庆")
    told = at_once(
        app,
        [
            lambda: sign_up(0),
            lambda: services.make(second, by=person_of(by), now=NOW),
            lambda: college.change_days(term, off, by=person_of(by), now=NOW),
            lambda: college.dissolve_class(code, "人数不够", by=person_of(by), now=NOW),
            lambda: sign_up(1),
            lambda: sign_up(2),
        ],
    )
    assert told[1] in ((4, 0), "wrong_state") and told[3] == 0
    with app.app_context():
        assert set(db.session.scalars(select(Shift.state))) == {ShiftState.CANCELLED}
        assert checks() == []
