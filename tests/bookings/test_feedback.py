"""How was it? The page behind the link of the thanks, and what those who run the session see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.bookings import letter_invariants
from sciencepop.bookings.models import Booking, BookingState, Feedback
from sciencepop.bookings.rules.feedback import Closed, shown_sentences, why_closed
from sciencepop.bookings.words import feedback_path
from sciencepop.core import clock
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.page import Page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def booking(session: Session, cast: Cast) -> Booking:
    """Somebody who was there yesterday."""
    occurrence = make_occurrence(session, make_event(session, cast.base, title_en="Leaves"), starts_in=-DAY)
    found = make_booking(session, occurrence, cast.resident, state=BookingState.ATTENDED, attended_at=NOW - DAY)
    session.commit()
    return found


@pytest.mark.parametrize(
    ("state", "ended", "given", "closed"),
    [
        (BookingState.ATTENDED, HOUR, None, None),
        (BookingState.ATTENDED, 30 * DAY, None, None),
        (BookingState.ATTENDED, 30 * DAY + HOUR, None, Closed.OVER),
        (BookingState.ATTENDED, 40 * DAY, 14 * DAY, None),
        (BookingState.ATTENDED, 20 * DAY, 14 * DAY + HOUR, Closed.OVER),
        (BookingState.ATTENDED, -HOUR, None, Closed.TOO_EARLY),
        (BookingState.CONFIRMED, HOUR, None, Closed.NOT_THERE),
        (BookingState.NO_SHOW, HOUR, None, Closed.NOT_THERE),
        (BookingState.CANCELLED, HOUR, None, Closed.NOT_THERE),
    ],
)
def test_who_was_there_may_answer_for_a_month_and_change_it_for_two_weeks(
    state: BookingState, ended: timedelta, given: timedelta | None, closed: Closed | None
) -> None:
    given_at = NOW - given if given else None
    assert why_closed(state, ends_at=NOW - ended, given_at=given_at, now=NOW) is closed


def test_sentences_are_shown_from_three_answers_on_in_an_order_that_tells_nothing() -> None:
    assert shown_sentences(2, ["b", "a"]) == []
    assert shown_sentences(3, ["b", "", "a"]) == ["a", "b"]


def answer(page: Page, booking: Booking, score: str = "4", words: str = "", status: int = 303) -> None:
    page.get(feedback_path(booking.code))
    page.post(feedback_path(booking.code), {"score": score, "words": words}, status=status)


def test_an_answer_needs_no_sign_in_and_shows_no_personal_data(page: Page, booking: Booking, session: Session) -> None:
    page.get(feedback_path(booking.code))
    assert "评价：" in page.text()
    for secret in (booking.person.name, booking.person.addresses[0].value, booking.code):
        assert secret not in page.text()
    answer(page, booking, "5", "看到了土星光环！")
    page.get(feedback_path(booking.code) + "/thanks")
    assert "5 分" in page.text()
    (kept,) = session.scalars(select(Feedback))
    assert (kept.score, kept.words, kept.given_at) == (5, "看到了土星光环！", NOW)


def test_the_same_link_changes_the_answer_and_there_is_only_one(page: Page, booking: Booking, session: Session) -> None:
    answer(page, booking, "5", "好")
    with clock.frozen_at(NOW + 13 * DAY):
        page.get("/en" + feedback_path(booking.code))
        assert [tick.get("value") for tick in page.all("input", type="radio") if tick.get("checked") is not None] == [
            "5"
        ]
        answer(page, booking, "2", "想了想，太挤")
    with clock.frozen_at(NOW + 15 * DAY):
        page.get(feedback_path(booking.code))
        assert "评价已经截止" in page.text()
        page.post(feedback_path(booking.code), {"score": "1"}, status=422)
    session.expire_all()
    assert [(row.score, row.words) for row in session.scalars(select(Feedback))] == [(2, "想了想，太挤")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({}, "请选一个分数"), ({"score": "6"}, ""), ({"score": "x"}, ""), ({"score": "4", "words": "好" * 301}, "300")],
)
def test_a_bad_answer_is_refused(
    page: Page, booking: Booking, session: Session, data: dict[str, str], sentence: str
) -> None:
    page.get(feedback_path(booking.code))
    page.post(feedback_path(booking.code), data, status=422)
    assert sentence in page.text()
    assert session.scalars(select(Feedback)).all() == []


def test_a_code_alone_opens_nothing(page: Page, booking: Booking, session: Session, cast: Cast) -> None:
    other = make_booking(session, booking.pool.occurrence, cast.neighbour, state=BookingState.ATTENDED)
    session.commit()
    token = feedback_path(other.code).rsplit("/", 1)[1]
    for path in (f"/feedback/{booking.code}/{token}", f"/feedback/{booking.code}/x", f"/feedback/{booking.code}/é"):
        page.get(path, status=404)
        page.get(path + "/thanks", status=404)
        page.post(path, {"score": "1"}, status=404)
    assert session.scalars(select(Feedback)).all() == []


def test_managers_see_the_mean_at_once_and_sentences_without_names_from_three_answers_on(
    page: Page, booking: Booking, session: Session, cast: Cast
) -> None:
    occurrence = booking.pool.occurrence
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}")
    assert "大家的评价" not in page.text()
    visitor = Page(page.app)
    answer(visitor, booking, "5", "土星真美")
    for score, words in (("4", ""), ("3", "人太多")):
        page.get(f"/manage/occurrences/{occurrence.id}")
        assert "平均" in page.text() and "土星真美" not in page.text()
        more = make_booking(session, occurrence, make_person(session), state=BookingState.ATTENDED)
        session.commit()
        answer(visitor, more, score, words)
    page.get(f"/manage/occurrences/{occurrence.id}")
    assert "平均 4.0 分" in page.text() and "3 份评价" in page.text()
    assert [item.text for item in page.all("li") if item.text in ("土星真美", "人太多")] == ["人太多", "土星真美"]
    assert letter_invariants.checks() == []


def test_a_sentence_goes_with_the_account_and_the_score_stays(
    page: Page, booking: Booking, session: Session, cast: Cast
) -> None:
    answer(page, booking, "5", "我是小雨妈妈")
    taken = accounts.export_data(cast.resident, NOW)
    assert taken["bookings"][0]["feedback"] == {"score": 5, "words": "我是小雨妈妈"}
    accounts.close_account(cast.resident, NOW)
    session.expire_all()
    assert [(row.score, row.words) for row in session.scalars(select(Feedback))] == [(5, "")]
