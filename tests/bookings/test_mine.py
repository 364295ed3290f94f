"""My bookings, the ticket, cancelling and offers: works · stranger · bad input · anonymous."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence
from tests.page import Page
from tests.statements import counted

DAY = timedelta(days=1)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base), size=5)
    session.commit()
    return found


@pytest.fixture
def code(occurrence: Occurrence, cast: Cast) -> str:
    return services.book(occurrence.id, by=cast.resident, seats=4, now=NOW).code


def state_of(code: str) -> BookingState:
    return db.session.scalars(select(Booking.state).where(Booking.code == code)).one()


def offered(occurrence: Occurrence, cast: Cast, code: str) -> str:
    waiting = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    services.cancel(code, by=cast.resident, now=NOW)
    return waiting


def test_coming_and_past_are_told_apart(page: Page, session: Session, cast: Cast, code: str) -> None:
    over = make_occurrence(session, make_event(session, cast.base, title_zh="去年的观星"), starts_in=-9 * DAY)
    make_booking(session, over, cast.resident, state=BookingState.ATTENDED)
    session.commit()
    page.sign_in(cast.resident).get("/my/bookings")
    assert [link.get("href") for link in page.all("a") if "/my/bookings/" in (link.get("href") or "")] == [
        f"/my/bookings/{code}"
    ]
    page.get("/my/bookings?past=1")
    assert "去年的观星" in page.text()
    services.cancel(code, by=cast.resident, now=NOW)
    page.get("/my/bookings")
    assert "这里还没有预约" in page.text()


@pytest.mark.parametrize("past", [False, True])
def test_pages_follow_one_another_without_loss_and_with_few_statements(
    page: Page, session: Session, cast: Cast, past: bool
) -> None:
    event = make_event(session, cast.base)
    for number in range(45):
        days = -1 - number if past else 1 + number
        make_booking(session, make_occurrence(session, event, starts_in=days * DAY), cast.resident)
    session.commit()
    url, seen = "/my/bookings?past=1" if past else "/my/bookings", []
    page.sign_in(cast.resident)
    with counted() as statements:
        for _page in range(3):
            page.get(url)
            seen += [e.get("href") for e in page.all("a") if (e.get("href") or "").startswith("/my/bookings/")]
            following = page.all("a", rel="next")
            url = following[0].get("href") or "" if following else ""
    assert (len(seen), len(set(seen)), url) == (45, 45, "")
    assert len(statements) <= 3 * 6


@pytest.mark.parametrize("cursor", ["x", "WzEsMl0", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCwxXQ", "%00"])
def test_a_forged_cursor_begins_at_the_beginning(page: Page, cast: Cast, code: str, cursor: str) -> None:
    page.sign_in(cast.resident).get(f"/my/bookings?after={cursor}")


def test_the_ticket_shows_code_and_qr_and_nobody_elses(page: Page, cast: Cast, code: str) -> None:
    page.sign_in(cast.resident).get(f"/my/bookings/{code}")
    assert f"{code[:5]} {code[5:]}" in page.text()
    assert len([e for e in page.tree.iter() if e.get("class") == "qr"]) == 1  # type: ignore[union-attr]
    Page(page.app).sign_in(cast.neighbour).get(f"/my/bookings/{code}", status=404)
    Page(page.app).sign_in(cast.other_manager).get(f"/my/bookings/{code}", status=404)
    Page(page.app).get(f"/my/bookings/{code}", status=303)


def test_a_manager_who_scans_a_ticket_gets_the_roster(
    page: Page, cast: Cast, code: str, occurrence: Occurrence
) -> None:
    answer = page.sign_in(cast.manager).get(f"/my/bookings/{code}", status=303)
    assert answer.location == f"/manage/occurrences/{occurrence.id}?q={code}"


@pytest.mark.parametrize("code", ["x", "ABCDEFGHJK", "%00", "a" * 300, "../x"])
@pytest.mark.parametrize("rest", ["", "/cancel"])
def test_a_code_that_is_none_is_not_found(page: Page, cast: Cast, code: str, rest: str) -> None:
    page.sign_in(cast.resident).get(f"/my/bookings/{code}{rest}", status=404)


def test_cancelling_asks_first_and_then_is_done(page: Page, cast: Cast, code: str) -> None:
    page.sign_in(cast.resident).get(f"/my/bookings/{code}/cancel")
    assert "确定取消预约吗" in page.text()
    assert state_of(code) is BookingState.CONFIRMED
    assert page.post(f"/my/bookings/{code}/cancel").location == "/my/bookings"
    assert state_of(code) is BookingState.CANCELLED
    page.post(f"/my/bookings/{code}/cancel", status=422)
    assert "不能再取消" in page.text()
    page.get(f"/my/bookings/{code}")
    assert "您已取消这个预约" in page.text()


@pytest.mark.parametrize("verb", ["cancel", "accept", "decline"])
def test_nobody_acts_on_another_ones_booking(page: Page, cast: Cast, code: str, verb: str) -> None:
    page.sign_in(cast.neighbour).post(f"/my/bookings/{code}/{verb}", status=404)
    assert state_of(code) is BookingState.CONFIRMED


def test_a_waiting_party_sees_its_place_and_can_leave(
    page: Page, cast: Cast, occurrence: Occurrence, code: str
) -> None:
    services.join_waiting(occurrence.id, by=cast.officer, seats=3, now=NOW)
    mine = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    page.sign_in(cast.neighbour).get(f"/my/bookings/{mine}")
    assert "您前面还有 1 组，共 3 席" in page.text()
    page.post(f"/my/bookings/{mine}/cancel")
    assert state_of(mine) is BookingState.CANCELLED


def test_an_offer_is_shown_with_its_hour_and_accepted(
    page: Page, cast: Cast, occurrence: Occurrence, code: str
) -> None:
    mine = offered(occurrence, cast, code)
    page.sign_in(cast.neighbour).get(f"/my/bookings/{mine}")
    assert "为您保留了 2 席，请在 10月11日（周日） 10:00 前答复" in page.text()
    page.post(f"/my/bookings/{mine}/accept")
    assert state_of(mine) is BookingState.CONFIRMED
    page.post(f"/my/bookings/{mine}/accept", status=422)
    assert "没有等您答复的席位" in page.text()


def test_an_offer_is_declined(page: Page, cast: Cast, occurrence: Occurrence, code: str) -> None:
    mine = offered(occurrence, cast, code)
    page.sign_in(cast.neighbour).post(f"/my/bookings/{mine}/decline")
    assert state_of(mine) is BookingState.DECLINED
    page.get(f"/my/bookings/{mine}")
    assert "您已放弃这次席位" in page.text()


def test_an_offer_over_says_so(page: Page, cast: Cast, occurrence: Occurrence, code: str) -> None:
    mine = offered(occurrence, cast, code)
    services.expire_offers(NOW + DAY)
    page.sign_in(cast.neighbour).post(f"/my/bookings/{mine}/accept", status=422)
    assert "保留时间已过" in page.text()
    page.post(f"/en/my/bookings/{mine}/accept", status=422)
    assert "no longer held" in page.text()


@pytest.mark.parametrize("state", [s for s in BookingState if s is not BookingState.OFFERED])
def test_every_state_has_a_ticket(page: Page, session: Session, cast: Cast, state: BookingState) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    booking = make_booking(session, occurrence, cast.resident, state=state)
    session.commit()
    page.sign_in(cast.resident).get(f"/my/bookings/{booking.code}")
    page.get(f"/en/my/bookings/{booking.code}")
