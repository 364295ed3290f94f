"""Reminders and thanks: when they are due, and that each is written once or not at all."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Message
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bookings import letter_invariants, services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import BookingState, Planned, PlannedLetter
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.reminders import plan
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast, make_cast
from tests.conftest import NOW, close_app, make_app
from tests.factories import make_booking, make_child, make_event, make_occurrence, make_person, move_on

ZONE = ZoneInfo("Asia/Shanghai")
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
C, A = BookingState.CONFIRMED, BookingState.ATTENDED


def at(text: str) -> datetime:
    """`10-17 14:00` as a moment of 2026 in the district."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "minors", "booked", "day_before", "hours_before"),
    [
        ("10-17 14:00", False, "10-10 10:00", "10-16 14:00", "10-17 12:00"),
        ("10-17 14:00", True, "10-10 10:00", "10-16 14:00", "10-17 12:00"),
        # In the quiet of the night: the evening before, and to children alone nothing.
        ("10-17 09:30", False, "10-10 10:00", "10-16 09:30", "10-16 20:30"),
        ("10-17 09:30", True, "10-10 10:00", "10-16 09:30", None),
        ("10-17 10:00", True, "10-10 10:00", "10-16 10:00", "10-17 08:00"),
        ("10-17 09:59", True, "10-10 10:00", "10-16 09:59", None),
        ("10-17 07:00", False, "10-10 10:00", "10-15 20:30", "10-16 20:30"),
        ("10-17 22:30", False, "10-10 10:00", "10-16 20:30", "10-17 20:30"),
        ("10-17 22:30", True, "10-10 10:00", None, "10-17 20:30"),
        ("10-17 21:00", True, "10-10 10:00", None, "10-17 19:00"),
        ("10-17 23:00", False, "10-10 10:00", "10-16 20:30", "10-17 20:30"),
        ("10-17 00:30", False, "10-10 10:00", "10-15 20:30", "10-16 20:30"),
        # Never to whoever booked after it was due, nor in the very minute.
        ("10-17 14:00", False, "10-16 14:00", None, "10-17 12:00"),
        ("10-17 14:00", False, "10-16 13:59", "10-16 14:00", "10-17 12:00"),
        ("10-17 14:00", False, "10-17 12:30", None, None),
        ("10-17 09:30", False, "10-16 21:00", None, None),
    ],
)
def test_a_reminder_has_its_hour(
    start: str, minors: bool, booked: str, day_before: str | None, hours_before: str | None
) -> None:
    starts_at = at(start)
    found = plan(C, starts_at=starts_at, ends_at=starts_at + HOUR, for_minors=minors, now=at(booked))
    expected = {Planned.DAY_BEFORE: day_before, Planned.HOURS_BEFORE: hours_before}
    assert found == {kind: at(when) for kind, when in expected.items() if when}


@pytest.mark.parametrize("state", [state for state in BookingState if state not in (C, A)])
def test_only_who_has_a_seat_or_was_there_is_owed_a_letter(state: BookingState) -> None:
    start = at("10-17 14:00")
    assert plan(state, starts_at=start, ends_at=start + HOUR, for_minors=False, now=NOW) == {}


@pytest.mark.parametrize(
    ("ends", "now", "due"),
    [
        ("10-17 16:00", "10-17 14:00", "10-18 10:00"),
        ("10-17 23:30", "10-17 22:00", "10-18 10:00"),
        ("10-18 00:30", "10-17 23:00", "10-19 10:00"),
        ("10-17 16:00", "10-18 10:00", None),
    ],
)
def test_thanks_are_said_the_next_morning(ends: str, now: str, due: str | None) -> None:
    found = plan(A, starts_at=at(ends) - HOUR, ends_at=at(ends), for_minors=True, now=at(now))
    assert found == ({Planned.THANKS: at(due)} if due else {})


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """Saturday 17 October, 14:00: in a week and four hours."""
    event = make_event(session, cast.base, title_en="Leaves", seats_per_booking=6)
    found = make_occurrence(session, event, starts_at=at("10-17 14:00"))
    session.commit()
    return found


def planned() -> dict[Planned, datetime]:
    return {row.kind: row.due_at for row in db.session.scalars(select(PlannedLetter))}


def written(*kinds: str) -> list[str]:
    """The reminders and thanks that are owed, by what their key ends with."""
    keys = db.session.scalars(select(OutboxMessage.dedup_key).order_by(OutboxMessage.id))
    found = [key.split("-", 2)[2] for key in keys if key.startswith("booking-")]
    return [key for key in found if key.startswith(("day_before", "hours_before", "thanks"))]


def test_a_booking_is_reminded_twice_and_each_time_once(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    assert planned() == {Planned.DAY_BEFORE: at("10-16 14:00"), Planned.HOURS_BEFORE: at("10-17 12:00")}
    assert services.write_planned(at("10-16 13:59")) == 0
    assert services.write_planned(at("10-16 14:00")) == 1
    assert services.write_planned(at("10-16 14:01")) == 0
    assert services.write_planned(at("10-17 12:10")) == 1
    start = int(occurrence.starts_at.timestamp())
    assert written() == [f"day_before-{start}", f"hours_before-{start}"]
    letter = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert letter is not None
    assert letter.not_after == at("10-17 12:30")
    assert letter.subject == "提醒：10月17日（周六） 14:00 " + occurrence.event.title_zh
    assert letter.calendar is None and letter.stop_url is not None
    assert planned() == {}
    assert checks() == []


def test_half_an_hour_late_is_too_late(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    assert services.write_planned(at("10-16 14:30") + timedelta(seconds=1)) == 1
    assert written() == []
    assert list(planned()) == [Planned.HOURS_BEFORE]


def test_who_ends_a_booking_is_not_reminded(occurrence: Occurrence, cast: Cast) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    services.cancel(code, by=cast.resident, now=NOW + HOUR)
    assert planned() == {}
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    cancel_occurrence(occurrence.id, reason="暴雨", by=cast.manager, now=NOW + HOUR)
    assert planned() == {}


def test_a_move_plans_anew_and_what_was_said_for_the_old_start_is_said_for_the_new_one(
    occurrence: Occurrence, cast: Cast
) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    services.write_planned(at("10-16 14:00"))
    move_on(db.session(), occurrence, cast.manager, to=at("10-24 14:00"), now=at("10-16 15:00"))
    assert planned() == {Planned.DAY_BEFORE: at("10-23 14:00"), Planned.HOURS_BEFORE: at("10-24 12:00")}
    services.write_planned(at("10-23 14:00"))
    assert len(written()) == 2
    move_on(db.session(), occurrence, cast.manager, to=at("10-17 14:00"), now=at("10-16 13:00"))
    services.write_planned(at("10-16 14:00"))
    assert len(written()) == 2


def test_who_waits_is_reminded_only_once_there_is_a_seat(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    small = make_occurrence(session, occurrence.event, starts_at=at("10-20 14:00"), size=1)
    session.commit()
    first = services.book(small.id, by=cast.neighbour, seats=1, now=NOW).code
    second = services.join_waiting(small.id, by=cast.resident, seats=1, now=NOW).code
    services.cancel(first, by=cast.neighbour, now=NOW + HOUR)
    assert planned() == {}
    services.accept_offer(second, by=cast.resident, now=NOW + 2 * HOUR)
    assert set(planned()) == {Planned.DAY_BEFORE, Planned.HOURS_BEFORE}


def test_children_who_come_alone_are_not_called_out_of_bed(session: Session, cast: Cast) -> None:
    child = make_child(session, cast.resident)
    early = make_occurrence(session, make_event(session, cast.base, adult_needed=False), starts_at=at("10-17 09:00"))
    session.commit()
    services.book(early.id, by=cast.resident, seats=1, children=[child.id], comes=False, now=NOW)
    assert planned() == {Planned.DAY_BEFORE: at("10-16 09:00")}


def test_who_was_there_is_thanked_once_and_who_was_not_is_not(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    there = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    absent = services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW).code
    services.write_planned(at("10-17 12:00"))
    door = at("10-17 14:05")
    services.mark(there, Mark.ATTENDED, by=cast.manager, now=door)
    services.mark(absent, Mark.ATTENDED, by=cast.manager, now=door)
    services.mark(absent, Mark.UNDO, by=cast.manager, now=door + MINUTE)
    services.mark(absent, Mark.NO_SHOW, by=cast.manager, now=door + HOUR)
    assert planned() == {Planned.THANKS: at("10-18 10:00")}
    services.write_planned(at("10-18 10:00"))
    services.write_planned(at("10-18 10:01"))
    assert written()[-1] == "thanks"
    thanks = session.scalars(select(OutboxMessage).where(OutboxMessage.dedup_key == f"booking-{there}-thanks")).one()
    assert f"/feedback/{there}/" in thanks.body and f"/feedback/{there}/" in (thanks.html or "")
    assert cast.resident.name not in thanks.body


def test_who_switched_reminders_off_gets_none_but_still_hears_of_changes(occurrence: Occurrence, cast: Cast) -> None:
    accounts.choose_kinds(cast.resident, [MessageKind.THANKS], NOW)
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    services.write_planned(at("10-16 14:00"))
    assert written() == []
    cancel_occurrence(occurrence.id, reason="暴雨", by=cast.manager, now=at("10-16 15:00"))
    kinds = list(db.session.scalars(select(Message.kind).order_by(Message.id)))
    assert kinds == [MessageKind.BOOKING, MessageKind.CHANGE]


def test_doctor_sees_letters_that_nobody_writes_and_those_that_nobody_is_owed(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    with clock.frozen_at(at("10-16 14:39")):
        assert letter_invariants.checks() == []
    with clock.frozen_at(at("10-16 14:41")):
        assert letter_invariants.checks() == ["1 planned letters are past their hour: is the worker running?"]
    gone = make_booking(session, occurrence, cast.neighbour, state=BookingState.CANCELLED)
    session.add(PlannedLetter(booking_id=gone.id, kind=Planned.DAY_BEFORE, due_at=at("10-16 14:00")))
    session.commit()
    assert ["owed none" in line for line in letter_invariants.checks()] == [True]
    services.write_planned(at("10-16 14:00"))
    assert len(written()) == 1 and letter_invariants.checks() == []


def test_bookings_written_as_samples_owe_nothing(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    make_booking(session, occurrence, cast.resident, is_sample=True)
    session.commit()
    assert services.write_planned(at("10-16 14:00")) == 0
    assert session.scalar(select(func.count(OutboxMessage.id))) == 0


@pytest.mark.race
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_workers_at_the_same_minute_write_each_letter_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'live.db'}"
    else:
        url = str(request.getfixturevalue("postgres").create("planned_live"))
    app: Flask = make_app(url, tmp_path)
    people = 24
    with app.app_context():
        session = db.session()
        cast = make_cast(session, clock.now())
        occurrence = make_occurrence(session, make_event(session, cast.base), starts_at=at("10-17 14:00"), size=50)
        crowd = [make_person(session) for _ in range(people)]
        session.commit()
        for person in crowd:
            services.book(occurrence.id, by=person, seats=1, now=NOW)
        db.session.remove()
    gun, problems = threading.Barrier(4), []

    def work() -> None:
        with app.app_context(), clock.frozen_at(at("10-16 14:00")):
            gun.wait()
            try:
                services.write_planned(at("10-16 14:00"))
            except Exception as error:
                problems.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        keys = list(db.session.scalars(select(OutboxMessage.dedup_key)))
        assert problems == []
        assert sum("-day_before-" in key for key in keys) == people
        assert set(planned()) == {Planned.HOURS_BEFORE}
    close_app(app)
