"""Enrolling, the line, offers, leaving, and the one ledger, on real rows; and the race for the last seats."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.bookings import services as bookings
from sciencepop.bookings.messages import sentence as booking_sentence
from sciencepop.bookings.models import Commitment
from sciencepop.bookings.rules.refusals import Refusal as BookingRefusal
from sciencepop.college import services
from sciencepop.college.invariants import checks, over_capacity
from sciencepop.college.messages import sentence
from sciencepop.college.models import CourseClass, Enrolment, EnrolmentState, Term, WayIn
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.privacy import export_college
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.feeds.rules.scopes import window_on
from sciencepop.feeds.services.build import build_personal
from tests.accounts.invitations import agree
from tests.cast import Cast
from tests.college.classes import at, make_course, make_course_class, make_term, state_of
from tests.college.crowd import Task, run
from tests.conftest import NOW, close_app, make_app
from tests.crowd import deal
from tests.factories import make_event, make_grant, make_occurrence, make_person, make_point

S = EnrolmentState
DAY = timedelta(days=1)


def enrol(one: CourseClass, person: Person, **options: Any) -> str:
    return services.enrol(one.code, by=person, language="zh", now=clock.now(), **options)


def refused(call: Any, *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return caught.value


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    found = make_course_class(session, cast.officer, cast.point, term)
    session.commit()
    return found


@pytest.fixture
def people(session: Session, cast: Cast) -> list[Person]:
    found = [make_person(session) for _ in range(4)]
    session.commit()
    return found


def test_a_seat_takes_the_time_of_every_lesson_and_leaving_gives_it_back(
    one: CourseClass, people: list[Person]
) -> None:
    code = enrol(one, people[0])
    rows = db.session.scalars(select(Commitment).order_by(Commitment.starts_at)).all()
    assert [row.source for row in rows] == [f"lesson:{code}:{number}" for number in (1, 2, 3, 4)]
    assert {row.is_firm for row in rows} == {True}
    assert refused(enrol, one, people[0]).code is Refusal.ALREADY_IN
    assert checks() == []
    services.withdraw(code, by=people[0], now=NOW)
    assert db.session.scalars(select(Commitment)).all() == []
    assert refused(services.withdraw, code, by=people[0], now=NOW).code is Refusal.NOT_WITHDRAWABLE
    with pytest.raises(NotFound):
        services.withdraw(code, by=people[1], now=NOW)


def test_the_line_is_asked_in_order_and_offers_end(one: CourseClass, people: list[Person]) -> None:
    assert refused(lambda: [enrol(one, who) for who in people]).code is Refusal.FULL
    codes = [enrol(one, who, waiting_allowed=True) for who in people if not _is_in(one, who)]
    first = db.session.scalars(select(Enrolment.code).order_by(Enrolment.id)).all()
    assert [state_of(code) for code in first] == [S.CONFIRMED, S.CONFIRMED, S.WAITING, S.WAITING]
    services.withdraw(first[0], by=people[0], now=NOW)
    assert state_of(codes[0]) is S.OFFERED
    assert services.expire_offers(NOW + DAY) == 1
    assert [state_of(code) for code in codes] == [S.EXPIRED, S.OFFERED]
    assert checks() == []
    services.accept(codes[1], by=people[3], now=NOW + DAY)
    assert state_of(codes[1]) is S.CONFIRMED
    assert refused(services.accept, codes[1], by=people[3], now=NOW + DAY).code is Refusal.NOT_OFFERED
    assert services.promote_due(NOW + DAY) == 0
    assert checks() == []


def _is_in(one: CourseClass, who: Person) -> bool:
    found = select(Enrolment.id).where(Enrolment.class_id == one.id, Enrolment.person_id == who.id)
    return db.session.scalar(found) is not None


def test_one_lesson_that_clashes_refuses_the_whole_class_and_a_class_refuses_a_booking(
    session: Session, cast: Cast, one: CourseClass
) -> None:
    event = make_event(session, cast.base, title_zh="看叶子")
    occurrence = make_occurrence(session, event, starts_at=one.lessons[2].starts_at + timedelta(minutes=30))
    session.commit()
    bookings.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    broken = refused(enrol, one, cast.resident)
    assert broken.code is Refusal.CLASH
    assert "“看叶子”" in sentence(broken)
    assert len(db.session.scalars(select(Commitment)).all()) == 1
    enrol(one, cast.neighbour)
    told = refused(bookings.book, occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    assert told.code is BookingRefusal.CLASH
    assert f"“{one.course.title_zh}”的课" in booking_sentence(told)


def test_limits_and_what_has_to_be_completed_before(session: Session, cast: Cast, term: Term) -> None:
    first = make_course(session, cast.officer, title_zh="入门")
    later = make_course(session, cast.officer, prerequisite_id=first.id)
    basic = make_course_class(session, cast.officer, cast.point, term, course=first)
    further = make_course_class(session, cast.officer, cast.point, term, course=later, weekday=4)
    more = [make_course_class(session, cast.officer, cast.point, term, weekday=day) for day in (0, 1)]
    session.commit()
    assert "“入门”" in sentence(refused(enrol, further, cast.resident))
    code = enrol(basic, cast.resident)
    enrol(more[0], cast.resident)
    assert "2 个班" in sentence(refused(enrol, more[1], cast.resident))
    row = session.scalars(select(Enrolment).where(Enrolment.code == code)).one()
    row.state = S.COMPLETED
    term.most_classes = 3
    session.commit()
    assert state_of(enrol(further, cast.resident)) is S.CONFIRMED


def test_a_nomination_tells_the_unit_nothing_of_the_person(session: Session, cast: Cast, term: Term) -> None:
    named = make_course_class(session, cast.officer, cast.point, term, way=WayIn.NOMINATION)
    other = make_course_class(session, cast.officer, cast.point, term)
    session.commit()
    enrol(other, cast.resident)
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    for address in (cast.resident.addresses[0].value, "nobody@example.org"):
        services.nominate(named.code, address, "方松街道", **by)
    broken = refused(agree, session, cast.resident)
    assert broken.code is Refusal.CLASH and other.course.title_zh in sentence(broken), "they alone are told"
    drawn = make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, weekday=4)
    session.commit()
    assert "摇号" in sentence(refused(enrol, drawn, cast.resident))
    with clock.frozen_at(at("2026-12-16 09:00")):
        assert state_of(enrol(drawn, cast.resident)) is S.CONFIRMED


def test_lessons_are_in_the_calendar_go_along_and_end_with_the_account(
    session: Session, cast: Cast, one: CourseClass
) -> None:
    code = enrol(one, cast.resident)
    window = window_on(clock.local(at("2027-03-01 09:00")).date())
    body = build_personal(session, cast.resident, "token:1:zh", "zh", window, version=1, now=NOW).body.decode()
    assert [body.count(f"UID:{lesson.uid}") for lesson in one.lessons] == [1, 1, 1, 1]
    assert f"{one.course.title_zh} 第 1 课" in body
    exported = export_college(session, cast.resident)
    assert exported is not None
    assert exported["enrolments"][0]["code"] == code
    accounts.close_account(cast.resident, NOW)
    assert state_of(code) is S.WITHDRAWN
    assert session.scalars(select(Commitment)).all() == []
    again = build_personal(session, cast.resident, "token:1:zh", "zh", window, version=2, now=NOW).body.decode()
    assert again.count("STATUS:CANCELLED") == 4


@pytest.mark.race
@pytest.mark.parametrize(("database", "locked"), [("sqlite", True), ("postgresql", True), ("postgresql", False)])
def test_the_last_seats_go_to_exactly_so_many_and_without_the_lock_to_more(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, locked: bool
) -> None:
    seats, crowd = 6, 12
    url = f"sqlite:///{tmp_path / 'race.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("postgres").create(f"race_classes_{'on' if locked else 'off'}")
    app = make_app(url, tmp_path)
    with app.app_context():
        session = db.session()
        officer = make_person(session)
        make_grant(session, officer)
        one = make_course_class(
            session, officer, make_point(session, officer), make_term(session, officer), capacity=seats
        )
        tasks = [Task(make_person(session).id, one.code) for _ in range(crowd)]
        session.commit()
        told = run(url, tmp_path, deal(tasks, 4), NOW, locked=locked)
        db.session.rollback()
        taken = len(db.session.scalars(select(Enrolment.id).where(Enrolment.state.in_(states.HOLDS))).all())
        if locked:
            assert Counter(told) == {"done": seats, "full": crowd - seats}
            assert taken == seats
            assert checks() == []
        else:
            assert taken > seats
            assert over_capacity() != []
    close_app(app)
