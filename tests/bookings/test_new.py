"""The booking page: works · stranger · bad input · anonymous, and a sentence for every refusal in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.messages import sentence
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.programme.models import EventState, Occurrence, OccurrenceState
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_child, make_event, make_occurrence
from tests.page import CHINESE, Page
from tests.statements import counted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base), size=6)
    session.commit()
    return found


def url(occurrence: Occurrence, prefix: str = "", **more: Any) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{prefix}/bookings/new?occurrence={occurrence.id}{extra}"


def bookings() -> list[Booking]:
    return list(db.session.scalars(select(Booking).order_by(Booking.id)))


def test_two_seats_are_booked_and_the_ticket_shown(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    page.sign_in(cast.resident).get(url(occurrence, seats=2))
    assert occurrence.event.title_zh in page.text()
    assert [element.get("value") for element in page.all("input", name="seats")] == ["2"]
    answer = page.post(url(occurrence), {"seats": "2"})
    (booking,) = bookings()
    assert (booking.seats, booking.state, booking.language) == (2, BookingState.CONFIRMED, "zh")
    assert answer.location == f"/my/bookings/{booking.code}"
    page.get(answer.location)
    assert "预约成功" in page.text()


def test_a_visitor_is_led_to_sign_in_and_back(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    answer = page.get(url(occurrence), status=303)
    assert answer.location.startswith("/sign-in?next=")
    page.post(url(occurrence), {"seats": "1"})
    assert bookings() == []


def test_in_english_the_letter_and_the_page_are_english(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    occurrence.event.title_en = "Leaves"
    db.session.commit()
    page.sign_in(cast.resident).get(url(occurrence, "/en"))
    answer = page.post(url(occurrence, "/en"), {"seats": "1"})
    assert answer.location.startswith("/en/my/bookings/")
    assert bookings()[0].language == "en"


def test_the_same_attempt_sent_again_gives_the_same_booking(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    page.sign_in(cast.resident)
    form = {"seats": "1", "attempt": "one-attempt-of-mine"}
    first, second = page.post(url(occurrence), form), page.post(url(occurrence), form)
    assert first.location == second.location
    assert len(bookings()) == 1


@pytest.mark.parametrize("text", ["", "0", "-1", "51", "999999999999999999999999", "zwei", "1.5", "NaN"])
def test_a_number_that_is_none_gets_a_sentence(page: Page, cast: Cast, occurrence: Occurrence, text: str) -> None:
    page.sign_in(cast.resident).post(url(occurrence), {"seats": text}, status=422)
    assert "整数" in page.text()
    assert bookings() == []


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999999", "9223372036854775808", "%00", "²"])
def test_an_occurrence_that_does_not_exist_is_not_found(page: Page, cast: Cast, number: str) -> None:
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={number}", status=404)


def test_a_draft_is_not_found_and_posting_to_it_is_refused(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    occurrence.event.state = EventState.DRAFT
    db.session.commit()
    page.sign_in(cast.resident).get(url(occurrence), status=404)
    page.post(url(occurrence), {"seats": "1"}, status=422)
    assert "没有公开" in page.text()
    assert occurrence.event.title_zh not in page.text()


def test_full_leads_to_the_waiting_list_and_other_sessions(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    make_booking(db.session(), occurrence, cast.neighbour, seats=6)
    other = make_occurrence(db.session(), occurrence.event, starts_in=9 * DAY)
    db.session.commit()
    page.sign_in(cast.resident).get(url(occurrence))
    assert [button.get("value") for button in page.all("button", name="wait")] == ["1"]
    assert page.all("a", href=f"/bookings/new?occurrence={other.id}")
    page.post(url(occurrence), {"seats": "2"}, status=422)
    assert "已经约满" in page.text()
    page.post(url(occurrence), {"seats": "2", "wait": "1"})
    assert bookings()[-1].state is BookingState.WAITING


def test_who_comes_too_late_is_told_shortly_and_waits_with_all_that_was_filled_in(
    page: Page, cast: Cast, occurrence: Occurrence
) -> None:
    occurrence.event.names_needed = True
    child = make_child(db.session(), cast.resident)
    make_booking(db.session(), occurrence, cast.neighbour, seats=6)
    occurrence.is_full = True
    db.session.commit()
    page.sign_in(cast.resident)
    wish = {"seats": "3", "children": str(child.id), "names": "李梅\n王强"}
    page.post(url(occurrence), wish, status=422)
    assert "已经约满" in page.text()
    kept = {element.get("name"): element.get("value") for element in page.all("input")}
    assert (kept["seats"], kept["children"]) == ("3", str(child.id))
    assert kept["names"] == "李梅\n王强"
    page.post(url(occurrence), wish | {"wait": "1"})
    booking = bookings()[-1]
    assert (booking.state, booking.seats, booking.children) == (BookingState.WAITING, 3, 1)
    assert [guest.name for guest in booking.guests if guest.name] == ["李梅", "王强"]


def test_who_has_a_seat_is_led_to_it_even_when_nothing_is_left(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    booked = services.book(occurrence.id, by=cast.resident, seats=5, now=NOW)
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    page.sign_in(cast.resident).post(url(occurrence), {"seats": "1"}, status=422)
    assert page.all("a", href=f"/my/bookings/{booked.code}")


def test_a_party_larger_than_what_is_left_may_wait_or_shrink(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    make_booking(db.session(), occurrence, cast.neighbour, seats=4)
    db.session.commit()
    page.sign_in(cast.resident).post(url(occurrence), {"seats": "3"}, status=422)
    assert "只剩 2 席，不够 3 席" in page.text()
    assert [element.get("value") for element in page.all("input", name="seats")] == ["3"]
    assert page.all("button", name="wait")


def test_names_are_asked_where_needed_and_not_lost(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    occurrence.event.names_needed = True
    db.session.commit()
    page.sign_in(cast.resident).get(url(occurrence))
    assert len(page.all("textarea", name="names")) == 1
    page.post(url(occurrence), {"seats": "2", "names": "妈妈"}, status=422)
    assert "2 位就写 2 个" in page.text()
    assert page.all("textarea", name="names")[0].text.strip() == "妈妈"
    page.post(url(occurrence), {"seats": "2", "names": "长" * 41 + "\n小雨"}, status=422)
    assert "最多 40 个字" in page.text()
    page.post(url(occurrence), {"seats": "2", "names": "妈妈\r\n\r\n 小雨 "})
    assert [guest.name for guest in bookings()[0].guests] == ["妈妈", "小雨"]


@pytest.mark.parametrize(
    ("values", "words", "english"),
    [
        ({"starts_in": -HOUR}, "已经开始或结束", "has started"),
        ({"booking_opens_at": NOW + DAY}, "预约还没有开放", "not opened yet"),
        ({"booking_closes_at": NOW - HOUR}, "已在", "closed on"),
        ({"size": None}, "不用预约", "No booking is needed"),
        (
            {"state": OccurrenceState.CANCELLED, "cancelled_at": NOW},
            "已经取消",
            "is cancelled",
        ),
    ],
)
def test_what_stands_against_booking_is_said_at_once_in_both_languages(
    page: Page, session: Session, cast: Cast, values: dict[str, Any], words: str, english: str
) -> None:
    found = make_occurrence(session, make_event(session, cast.base), **values)
    session.commit()
    page.sign_in(cast.resident).get(url(found))
    assert words in page.text()
    assert page.all("input", name="seats") == []
    page.post(url(found), {"seats": "1"}, status=422)
    assert words in page.text()
    page.post(url(found, "/en"), {"seats": "1"}, status=422)
    assert english in page.text()
    assert bookings() == []


def test_a_second_booking_and_an_overlap_say_which(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    other = make_occurrence(db.session(), make_event(db.session(), cast.base), starts_at=occurrence.starts_at)
    db.session.commit()
    page.sign_in(cast.resident).post(url(occurrence), {"seats": "1"}, status=422)
    assert "您已经预约了这一场" in page.text()
    assert page.all("a", href=f"/my/bookings/{code}")
    page.post(url(other), {"seats": "1"}, status=422)
    assert f"您在这个时间已经预约了“{occurrence.event.title_zh}”" in page.text()
    page.post(url(other, "/en"), {"seats": "1"}, status=422)
    assert "You have already booked" in page.text()


FACTS: dict[Refusal, dict[str, Any]] = {
    Refusal.NOT_OPEN_YET: {"when": NOW},
    Refusal.CLOSED: {"when": NOW},
    Refusal.SUSPENDED: {"when": NOW},
    Refusal.PASSPORT_FULL: {"most": 12},
    Refusal.TOO_MANY_SEATS: {"most": 5},
    Refusal.NAMES_NEEDED: {"seats": 2},
    Refusal.FULL: {"free": 0, "seats": 2},
    Refusal.CLASH: {"occurrence": None},
    Refusal.SIZE_TOO_SMALL: {"taken": 3},
    Refusal.RESERVE_TOO_LARGE: {"free": 3},
    Refusal.RESOURCE_TAKEN: {"resource": "Hall", "when": NOW},
    Refusal.RESOURCE_SMALL: {"used": 3},
    Refusal.PARTY_TOO_SMALL: {"smallest": 3},
    Refusal.TOO_MANY_MINORS: {"most": 3},
    Refusal.CHILD_AGE: {"child": "Xiaoyu", "low": 6, "high": None},
    Refusal.CHILD_BOOKED: {"child": "Xiaoyu"},
    Refusal.CHILD_CLASH: {"child": "Xiaoyu", "title": "Stars", "span": "10:00"},
}


def test_every_refusal_has_its_own_sentence_in_both_languages(page: Page) -> None:
    told: dict[str, list[str]] = {}
    for lang in ("zh", "en"):
        with page.app.test_request_context("/"), in_language(lang):
            told[lang] = [sentence(RuleBroken(code, **FACTS.get(code, {}))) for code in Refusal]
    for lang in told:
        assert len(set(told[lang])) == len(Refusal)
        assert all(len(words) > 10 for words in told[lang])
    assert all(CHINESE.search(words) for words in told["zh"])
    assert not [words for words in told["en"] if CHINESE.search(words)]


def test_a_booking_post_takes_at_most_nineteen_statements(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    page.sign_in(cast.resident)
    where, form = url(occurrence), {"seats": "2", "attempt": "counting-statements"}
    page._csrf_token()
    db.session.rollback()
    with counted() as seen:
        page.post(where, form)
    assert len(seen) <= 19, seen
    assert db.session.scalar(select(func.count(Booking.id))) == 1
