"""“I cannot come”: works · stranger · bad input · anonymous."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.page import Page

DAY = timedelta(days=1)


@pytest.fixture
def sessions(session: Session, cast: Cast) -> list[Occurrence]:
    """Sessions of two seats in two, three and nine days."""
    event = make_event(session, cast.base, title_zh="观星夜")
    found = [make_occurrence(session, event, size=2, starts_in=days * DAY) for days in (2, 3, 9)]
    session.commit()
    return found


def state_of(code: str) -> BookingState:
    return db.session.scalars(select(Booking.state).where(Booking.code == code)).one()


def span(first: int, last: int) -> str:
    today = clock.today()
    return f"/my/away?from_on={today + first * DAY}&until_on={today + last * DAY}"


def test_what_would_happen_is_said_first_and_then_done_at_once(
    page: Page, cast: Cast, sessions: list[Occurrence]
) -> None:
    booked = services.book(sessions[0].id, by=cast.resident, seats=2, now=NOW).code
    waits = services.join_waiting(sessions[0].id, by=cast.neighbour, seats=2, now=NOW).code
    services.book(sessions[1].id, by=cast.neighbour, seats=2, now=NOW)
    mine = services.join_waiting(sessions[1].id, by=cast.resident, seats=1, now=NOW).code
    later = services.book(sessions[2].id, by=cast.resident, seats=1, now=NOW).code
    page.sign_in(cast.resident).get(span(2, 3))
    text = page.text()
    assert "将放弃这 2 项" in text
    assert "取消预约，席位马上让给候补的人" in text
    assert "退出候补" in text
    codes = [element.get("value") for element in page.all("input", name="code")]
    assert codes == [booked, mine]
    assert state_of(booked) is BookingState.CONFIRMED
    assert page.post("/my/away", {"code": codes}).location == "/my/bookings"
    assert (state_of(booked), state_of(mine)) == (BookingState.CANCELLED, BookingState.CANCELLED)
    assert (state_of(waits), state_of(later)) == (BookingState.OFFERED, BookingState.CONFIRMED)
    assert checks() == []


def test_what_has_ended_meanwhile_is_left_as_it_is(cast: Cast, sessions: list[Occurrence]) -> None:
    first = services.book(sessions[0].id, by=cast.resident, seats=1, now=NOW).code
    second = services.book(sessions[1].id, by=cast.resident, seats=1, now=NOW).code
    services.cancel(first, by=cast.resident, now=NOW)
    assert services.give_back([first, second], by=cast.resident, now=NOW) == 1
    assert services.give_back([first, second], by=cast.resident, now=NOW) == 0


def test_nothing_is_given_back_when_one_of_them_is_somebody_elses(
    page: Page, cast: Cast, sessions: list[Occurrence]
) -> None:
    mine = services.book(sessions[0].id, by=cast.resident, seats=1, now=NOW).code
    theirs = services.book(sessions[0].id, by=cast.neighbour, seats=1, now=NOW).code
    with pytest.raises(NotFound):
        services.give_back([mine, theirs], by=cast.resident, now=NOW)
    page.sign_in(cast.resident).post("/my/away", {"code": [mine, theirs]}, status=404)
    assert (state_of(mine), state_of(theirs)) == (BookingState.CONFIRMED, BookingState.CONFIRMED)


def test_days_that_are_none_get_a_sentence(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).get("/my/away")
    page.get("/my/away?from_on=morgen&until_on=2026-10-10", status=422)
    assert "2026-10-24 这样的日期" in page.text()
    page.get(span(3, 2), status=422)
    assert "从早到晚" in page.text()
    page.get(span(0, 400), status=422)
    page.get(span(0, 1))
    assert "没有可以放弃的预约" in page.text()
    assert page.post("/my/away", {}).location == "/my/bookings"


def test_a_visitor_is_led_to_sign_in(page: Page) -> None:
    assert page.get("/my/away", status=303).location.startswith("/sign-in?next=")
