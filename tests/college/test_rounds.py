"""Rounds on real rows: sheets, the promise, the draw, its order afterwards, annulment, and who crowds in at the end."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.visitors import Visitor
from sciencepop.college import services
from sciencepop.college.invariants import checks
from sciencepop.college.models import (
    Bucket,
    CourseClass,
    DrawRound,
    Enrolment,
    EnrolmentState,
    FileKind,
    LessonMark,
    Mark,
    MarkSource,
    RoundState,
    SheetSource,
    Term,
    WayIn,
    WishSheet,
)
from sciencepop.college.queries.numbers import Share, fairness_in, numbers_of
from sciencepop.college.queries.rounds import find_round, get_round, get_sheet, read_file
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.rounds import NEXT, next_wave, released
from sciencepop.college.rules.rounds import RoundState as R
from sciencepop.college.services.privacy import export_college
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.draws.draw_file import read_file as read_draw
from sciencepop.draws.sheets import pseudonym_of
from sciencepop.draws.verify import Known, verify
from tests.cast import Cast
from tests.college.classes import at, make_course_class, make_term, state_of
from tests.college.drawn import (
    BEFORE,
    CLOSED,
    DRAWN,
    ENTROPY,
    OPEN,
    close_and_draw,
    crowd,
    hand_in,
    open_round,
    refused,
    seats_of,
)
from tests.college.sheet_crowd import Task, run
from tests.conftest import close_app, make_app
from tests.factories import make_grant, make_person, make_point

S = EnrolmentState


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def hot(session: Session, cast: Cast, term: Term) -> CourseClass:
    """Two seats, one for seniors and whoever cannot go online."""
    seats = {Bucket.SENIOR: 1, Bucket.GENERAL: 1}
    return make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, seats=seats)


@pytest.fixture
def calm(session: Session, cast: Cast, term: Term, hot: CourseClass) -> CourseClass:
    one = make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, weekday=4, capacity=9)
    session.commit()
    return one


def test_every_step_of_a_round_is_in_the_table_and_refuses_what_comes_too_early(
    cast: Cast, term: Term, calm: CourseClass
) -> None:
    assert {state: len(after) for state, after in NEXT.items()} == {
        R.OPEN: 2, R.CLOSED: 2, R.DRAWN: 2, R.DONE: 0, R.ANNULLED: 0
    }  # fmt: skip
    assert refused(open_round, cast, term, closes_at=DRAWN) is Refusal.ROUND_HOURS
    assert refused(open_round, cast, term, entropy_source=" ") is Refusal.ENTROPY_MISSING
    code = open_round(cast, term)
    assert refused(open_round, cast, term) is Refusal.ROUND_TAKEN
    assert refused(hand_in, code, cast.resident, calm, now=at("2026-11-30 10:00")) is Refusal.ROUND_CLOSED
    by: dict[str, Any] = {"by": cast.officer}
    assert refused(services.close_round, code, now=OPEN, **by) is Refusal.ROUND_STILL_OPEN
    assert refused(services.close_round, code, now=DRAWN, **by) is Refusal.ENTROPY_PAST
    assert refused(services.draw_round, code, ENTROPY, now=DRAWN, **by) is Refusal.WRONG_STATE
    services.close_round(code, now=CLOSED, **by)
    assert refused(hand_in, code, cast.resident, calm, now=CLOSED) is Refusal.ROUND_CLOSED
    assert refused(services.draw_round, code, ENTROPY, now=CLOSED, **by) is Refusal.ENTROPY_EARLY
    assert refused(services.draw_round, code, " ", now=DRAWN, **by) is Refusal.ENTROPY_MISSING
    assert refused(services.annul_round, code, " ", now=DRAWN, **by) is Refusal.REASON_MISSING
    services.draw_round(code, ENTROPY, now=DRAWN, **by)
    assert services.finish_rounds(DRAWN) == 0
    assert services.finish_rounds(at("2026-12-16 09:00")) == 1
    assert refused(services.annul_round, code, "错了", now=DRAWN, **by) is Refusal.WRONG_STATE


def test_a_sheet_is_one_whoever_enters_it_and_its_last_content_is_in_the_file(
    session: Session, cast: Cast, term: Term, hot: CourseClass, calm: CourseClass
) -> None:
    first = open_round(cast, term)
    sheet = hand_in(first, cast.resident, calm)
    assert hand_in(first, cast.resident, hot, calm) == sheet
    assert refused(hand_in, first, cast.neighbour) is Refusal.NO_WISHES
    assert refused(hand_in, first, cast.neighbour, hot, hot) is Refusal.WISHED_TWICE
    desk: dict[str, Any] = {"desk": "310117103000", "by": cast.desk, "now": OPEN}
    granny = Visitor("王奶奶", "021-5555 0001")
    options: dict[str, Any] = {"source": SheetSource.DESK, "language": "zh"} | desk
    entered = services.hand_in_for(first, [calm.code], [granny], **options)
    assert refused(services.hand_in_for, first, [calm.code], [granny], **options) is Refusal.ON_A_SHEET
    two = [Visitor("张爷爷"), Visitor("张奶奶")]
    assert refused(services.hand_in_for, first, [calm.code], two, **options) is Refusal.NO_HOUSEHOLD
    services.change_for(entered, [hot.code], **desk)
    gone = hand_in(first, cast.neighbour, calm)
    services.take_back(gone, by=cast.neighbour, now=OPEN)
    assert services.reckon_odds(OPEN + timedelta(minutes=1)) == 1
    assert services.reckon_odds(OPEN + timedelta(minutes=12)) == 0
    assert get_sheet(session, entered, desk="310117103000").any_chance == 100
    promise = services.close_round(first, by=cast.officer, now=CLOSED)
    one = get_round(session, first)
    file = read_draw(read_file(session, one.id, FileKind.SEALED) or b"")
    rows = {row.code: row for row in session.scalars(select(WishSheet))}
    wished = {there.people[0]: [(wish.offered, wish.buckets) for wish in there.wishes] for there in file.sheets}
    assert wished == {
        rows[sheet].pseudonym: [(hot.code, ()), (calm.code, ())],
        rows[entered].pseudonym: [(hot.code, ("senior",))],
    }
    services.draw_round(first, ENTROPY, by=cast.officer, now=DRAWN)
    body = read_file(session, one.id, FileKind.RESULT) or b""
    code = read_file(session, one.id, FileKind.CODE)
    assert verify(body, Known(promise, ENTROPY), code=code).faults == ()
    assert checks() == []


def test_seats_are_offered_and_go_down_the_same_order_across_all_wishes(
    session: Session, cast: Cast, term: Term, hot: CourseClass, calm: CourseClass
) -> None:
    people = {person.id: person for person in crowd(session, 4)}
    code = open_round(cast, term)
    for person in people.values():
        hand_in(code, person, hot, calm)
    close_and_draw(code, cast)
    order = session.scalars(select(WishSheet).order_by(WishSheet.number)).all()
    ids = [people[get_sheet(session, sheet.code).people[0].person_id].id for sheet in order]
    assert seats_of(hot) == {ids[0]: S.OFFERED, ids[1]: S.OFFERED}
    assert seats_of(calm) == {ids[2]: S.OFFERED, ids[3]: S.OFFERED}
    fair = fairness_in(session, [hot.id])
    assert (fair.unserved, fair.by_town, fairness_in(session, [hot.id, calm.id]).unserved) == (2, [Share("", 2, 4)], 0)
    assert [one.waiting for one in numbers_of(session, [hot, calm]).values()] == [2, 0]
    assert services.give_drawn(DRAWN) == 0
    offers = {
        (row.person_id, row.class_id): row
        for row in session.scalars(select(Enrolment).execution_options(populate_existing=True))
    }
    assert {row.offer_ends_at for row in offers.values()} == {DRAWN + timedelta(hours=72)}
    services.accept(offers[ids[2], calm.id].code, by=people[ids[2]], now=DRAWN)
    services.accept(offers[ids[0], hot.id].code, by=people[ids[0]], now=DRAWN)
    services.withdraw(offers[ids[1], hot.id].code, by=people[ids[1]], now=DRAWN)
    assert seats_of(hot)[ids[2]] is S.OFFERED
    dearer = session.scalars(
        select(Enrolment.code).where(Enrolment.person_id == ids[2], Enrolment.class_id == hot.id)
    ).one()
    services.accept(dearer, by=people[ids[2]], now=DRAWN)
    assert (seats_of(hot)[ids[2]], seats_of(calm)[ids[2]]) == (S.CONFIRMED, S.WITHDRAWN)
    assert checks() == []
    # A class that ends sends its people to their next wishes before everybody who waits.
    services.dissolve_class(hot.code, "讲师生病", by=cast.officer, now=DRAWN)
    services.promote_due(DRAWN)
    assert seats_of(calm)[ids[0]] is S.OFFERED
    exported = export_college(session, people[ids[0]])
    assert exported is not None
    assert exported["wishes"][0]["number"] == 1
    accounts.close_account(people[ids[3]], DRAWN)
    assert checks() == []


def test_an_annulled_draw_stays_to_be_seen_gives_its_seats_back_and_is_drawn_again_with_the_same_sheets(
    session: Session, cast: Cast, term: Term, hot: CourseClass, calm: CourseClass
) -> None:
    code = open_round(cast, term)
    hand_in(code, cast.resident, hot)
    close_and_draw(code, cast)
    before = get_round(session, code)
    services.annul_round(code, "封存前漏了一个班", by=cast.officer, now=DRAWN)
    assert seats_of(hot) == {cast.resident.id: S.EXPIRED}
    assert verify(read_file(session, before.id, FileKind.RESULT) or b"").faults == ()
    hours = {"opens_at": DRAWN, "closes_at": DRAWN + timedelta(days=1), "entropy_due": DRAWN + timedelta(days=2)}
    again = open_round(cast, term, now=DRAWN, **hours)
    services.close_round(again, by=cast.officer, now=hours["closes_at"])
    services.draw_round(again, "骰子 3 5 1", by=cast.officer, now=hours["entropy_due"])
    services.give_drawn(hours["entropy_due"])
    assert S.OFFERED in set(seats_of(hot).values())
    found = find_round(session, again)
    assert found is not None
    assert found.replaces_id == before.id
    assert {one.state for one in session.scalars(select(DrawRound))} == {RoundState.ANNULLED, RoundState.DRAWN}
    assert checks() == []


@pytest.mark.race
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_receipt_of_the_last_minute_is_in_the_file_once_with_its_last_content(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    people, hands = int(os.environ.get("SHEETS", "60")), 3
    url = f"sqlite:///{tmp_path / 'sheets.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("postgres").create("race_sheets")
    app = make_app(url, tmp_path)
    with app.app_context():
        session = db.session()
        officer = make_person(session)
        make_grant(session, officer)
        point, term = make_point(session, officer), make_term(session, officer)
        classes = [
            make_course_class(session, officer, point, term, way=WayIn.DRAW, weekday=day).code for day in range(4)
        ]
        session.commit()
        wish = services.RoundWish(at("2026-12-01 09:00"), CLOSED, "双色球", DRAWN)
        code = services.open_round(term.code, wish, by=officer, now=BEFORE)
        shares: list[list[Task]] = [[] for _hand in range(hands)]
        for number in range(people):
            person_id, first = make_person(session).id, number % 4
            for wished in ((classes[first],), (classes[first - 1], classes[first])):
                shares[number % hands].append(Task(person_id, code, wished, CLOSED))
        session.commit()
        # The round is closed after most of them, in the midst of the rest.
        shares[0].insert(len(shares[0]) * 3 // 4, Task(officer.id, code, (), CLOSED))
        told = run(url, tmp_path, shares, CLOSED - timedelta(seconds=30))
        db.session.rollback()
        last = {one.person_id: one.wishes for one in told if one.wishes and one.answer != "round_closed"}
        assert {one.answer for one in told if len(one.answer) not in (10, 64)} == {"round_closed"}
        round_row = get_round(session, code)
        file = read_draw(read_file(session, round_row.id, FileKind.SEALED) or b"")
        key = bytes.fromhex(round_row.key)
        names = {pseudonym_of(key, str(person_id)): wishes for person_id, wishes in last.items()}
        assert len(file.sheets) == len(last)
        assert {one.people[0]: tuple(wish.offered for wish in one.wishes) for one in file.sheets} == names
        assert checks() == []
    close_app(app)


def test_leftovers_are_given_in_daily_parts_and_absentees_lose_their_seat_to_who_waits(
    session: Session, cast: Cast, term: Term, calm: CourseClass
) -> None:
    people, first = crowd(session, 10), at("2026-12-16 09:00")
    day = timedelta(days=1)
    assert [released(9, first, first + day * days) for days in (-1, 0, 1, 2, 9)] == [0, 3, 6, 9, 9]
    assert next_wave(first, first + day * 2) is None

    def enrol(person: Person, now: datetime, **options: Any) -> str:
        return services.enrol(calm.code, by=person, language="zh", now=now, **options)

    for person in people[:3]:
        enrol(person, first)
    assert refused(enrol, people[3], first) is Refusal.NEXT_WAVE
    for person in people[3:9]:
        enrol(person, first + 2 * day)
    assert refused(enrol, people[9], first + 2 * day) is Refusal.FULL
    line = enrol(people[9], first + 2 * day, waiting_allowed=True)
    session.execute(update(CourseClass).values(closes_at=calm.lessons[-1].starts_at))
    session.commit()
    missing = set(session.scalars(select(Enrolment.id).where(Enrolment.person_id.in_([people[4].id, people[5].id]))))
    after = calm.lessons[1].ends_at
    for lesson in calm.lessons[:2]:
        for enrolment_id in missing:
            absent = {"mark": Mark.ABSENT, "source": MarkSource.LIST, "marked_by": cast.officer.id, "marked_at": after}
            session.add(LessonMark(lesson_id=lesson.id, enrolment_id=enrolment_id, **absent))
    session.commit()
    assert services.free_absent(after - day) == 0
    assert services.free_absent(after) == 1
    assert services.free_absent(after) == 0
    assert state_of(line) is S.OFFERED
    with clock.frozen_at(after):
        assert checks() == []
