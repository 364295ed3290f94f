"""The manager's pages of occurrences: add with a preview, move, cancel, bring back a skipped date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.programme.models import Event, Occurrence, OccurrenceState, Series
from tests.cast import Cast
from tests.factories import make_booking, make_event, make_occurrence
from tests.page import Page

WEEKLY: dict[str, Any] = {
    "weekdays": ["5", "6"],
    "from_on": "2026-10-17",
    "until_on": "2026-10-31",
    "exceptions": "2026-10-25",
    "starts": "14:00",
    "ends": "15:30",
    "room_zh": "多功能厅",
}
ONCE = {"on": "2026-10-24", "starts": "14:00", "ends": "15:30"}


@pytest.fixture
def event(session: Session, cast: Cast) -> Event:
    made = make_event(session, cast.base, slug="stars", title_zh="观星", seats=20)
    session.commit()
    return made


def add_url(how: str) -> str:
    return f"/manage/events/stars/occurrences/new?how={how}"


def count(session: Session) -> int:
    session.expire_all()
    return len(session.scalars(select(Occurrence)).all())


def errors(page: Page) -> str:
    return " ".join("".join(e.itertext()).strip() for e in page.all("span", class_="error"))


def test_each_way_to_add_has_its_form(event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager).get(add_url("once"))
    assert page.all("input", id="on")
    page.get(add_url("weekly"))
    assert len(page.all("input", name="weekdays")) == 7
    page.get(add_url("several"))
    assert page.all("textarea", name="dates")
    page.get(add_url("%00"))
    assert page.all("input", id="on")


def test_a_preview_shows_the_sessions_and_saves_nothing(session: Session, event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager).post(add_url("weekly"), {**WEEKLY, "preview": "1"}, status=200)
    text = page.text()
    assert "会添加这 4 场" in text
    assert "10月17日（周六）14:00–15:30" in text
    assert "按您的要求跳过： 10月25日（周日）" in text.replace("：10", "： 10")
    assert count(session) == 0
    assert page.all("button", name="save")


def test_a_weekly_series_is_saved(session: Session, event: Event, cast: Cast, page: Page) -> None:
    answer = page.sign_in(cast.manager).post(add_url("weekly"), {**WEEKLY, "save": "1"})
    assert answer.location == "/manage/events/stars"
    assert count(session) == 4
    page.get(answer.location)
    assert "已经添加 4 场" in page.text()
    assert "2026-10-25 14:00" in page.text()


def test_the_same_attempt_twice_adds_once(session: Session, event: Event, cast: Cast, page: Page) -> None:
    typed = {**ONCE, "save": "1", "attempt": "attempt-0123456789"}
    page.sign_in(cast.manager).post(add_url("once"), typed)
    assert page.post(add_url("once"), typed).location == "/manage/events/stars"
    assert count(session) == 1


def test_several_dates_are_saved_and_a_known_one_is_left_out(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    make_occurrence(session, event, starts_at=datetime(2026, 10, 24, 6, 0, tzinfo=UTC))
    session.commit()
    typed = {"dates": "2026-10-24\n2026年11月1日", "starts": "14:00", "ends": "16:00"}
    page.sign_in(cast.manager).post(add_url("several"), {**typed, "preview": "1"}, status=200)
    assert "同一时间已有场次" in page.text()
    page.post(add_url("several"), {**typed, "save": "1"})
    assert count(session) == 2


@pytest.mark.parametrize(
    ("how", "typed", "words"),
    [
        ("once", {**ONCE, "on": "9999-12-31"}, "太远了"),
        ("once", {**ONCE, "on": "0001-01-01"}, "已经过去了"),
        ("once", {**ONCE, "on": "2026-13-45"}, "这样的日期"),
        ("once", {**ONCE, "on": "\x00"}, "这样的日期"),
        ("once", {**ONCE, "on": ""}, "请填写这一项"),
        ("once", {**ONCE, "starts": "25:00"}, "这样的时间"),
        ("once", {**ONCE, "ends": "13:00"}, "结束时间要晚于开始时间"),
        ("once", {**ONCE, "place_zh": "泰晤士小镇"}, "请写明地址"),
        ("once", {**ONCE, "town_code": "999"}, "没有这个街镇"),
        ("weekly", {**WEEKLY, "weekdays": []}, "至少选一个星期几"),
        ("weekly", {**WEEKLY, "weekdays": ["99"]}, "有一个选项已经不存在了"),
        ("weekly", {**WEEKLY, "until_on": "9999-12-31"}, "太远了"),
        ("weekly", {**WEEKLY, "until_on": "2026-10-11"}, "结束日期不能早于开始日期"),
        ("weekly", {**WEEKLY, "exceptions": "国庆"}, "看不懂“国庆”"),
        ("weekly", {**WEEKLY, "weekdays": list("0123456"), "until_on": "2027-11-01"}, "一次最多添加 200 场"),
        ("several", {**ONCE, "dates": "2026-02-30"}, "看不懂“2026-02-30”"),
        ("several", {**ONCE, "dates": "，，"}, "选不出任何日期"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    session: Session, event: Event, cast: Cast, page: Page, how: str, typed: dict[str, Any], words: str
) -> None:
    page.sign_in(cast.manager).post(add_url(how), {**typed, "save": "1"}, status=422)
    assert words in errors(page)
    assert count(session) == 0


def test_a_session_over_midnight_is_told_with_both_days(event: Event, cast: Cast, page: Page) -> None:
    typed = {**ONCE, "starts": "20:00", "ends": "01:00", "next_day": "y", "preview": "1"}
    page.sign_in(cast.manager).post(add_url("once"), typed, status=200)
    assert "10月24日（周六）20:00 – 10月25日（周日）01:00" in page.text()


def test_a_large_session_soon_brings_the_licence_to_mind(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    event.seats = 1500
    session.commit()
    page.sign_in(cast.manager).post(add_url("once"), {**ONCE, "preview": "1"}, status=200)
    assert "最早的一场已经不足 20 天" in page.text()


def test_a_move_starts_from_what_is_and_saves_what_is_typed(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    occurrence = make_occurrence(session, event, room_zh="一楼")
    session.commit()
    url = f"/manage/events/stars/occurrences/{occurrence.id}/edit"
    page.sign_in(cast.manager).get(url)
    shown = {name: page.all("input", id=name)[0].get("value") for name in ("on", "starts", "ends", "room_zh")}
    assert shown == {"on": "2026-10-17", "starts": "10:00", "ends": "11:30", "room_zh": "一楼"}
    page.post(url, {**ONCE, "place_zh": "泰晤士小镇", "address_zh": "三新北路900弄", "town_code": "310117003000"})
    session.expire_all()
    assert occurrence.starts_at == datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
    assert (occurrence.place_zh, occurrence.town_code, occurrence.room_zh) == ("泰晤士小镇", "310117003000", "")
    page.get("/manage/events/stars")
    assert "原定10月17日（周六）10:00" in page.text()


def test_a_move_into_the_past_is_refused_with_a_sentence(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    occurrence = make_occurrence(session, event)
    session.commit()
    url = f"/manage/events/stars/occurrences/{occurrence.id}/edit"
    page.sign_in(cast.manager).post(url, {**ONCE, "on": "2026-10-01"}, status=422)
    assert "已经过去了" in errors(page)


def test_a_cancellation_says_first_who_will_be_told(session: Session, event: Event, cast: Cast, page: Page) -> None:
    occurrence = make_occurrence(session, event)
    make_booking(session, occurrence, cast.resident, seats=3)
    session.commit()
    url = f"/manage/events/stars/occurrences/{occurrence.id}/cancel"
    page.sign_in(cast.manager).get(url)
    assert "取消这一场" in page.text()
    page.post(url, {"reason": " "}, status=422)
    assert "请填写这一项" in errors(page)
    page.post(url, {"reason": "讲者生病"})
    session.expire_all()
    assert (occurrence.state, occurrence.cancel_reason) == (OccurrenceState.CANCELLED, "讲者生病")
    page.get(url)
    assert "已经取消或结束" in page.text()
    page.post(url, {"reason": "再一次"}, status=422)
    assert "这一场已经取消了" in page.text()


def test_a_skipped_date_comes_back(session: Session, event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager).post(add_url("weekly"), {**WEEKLY, "save": "1"})
    series = session.scalars(select(Series)).one()
    url = f"/manage/events/stars/series/{series.id}/restore"
    page.post(url, {"on": "2026-10-25"})
    assert count(session) == 5
    page.post(url, {"on": "2026-10-25"}, status=422)
    assert "可能刚刚已经恢复" in page.text()
    page.post(url, {"on": "yesterday"}, status=400)


def test_only_those_who_run_the_base_may(session: Session, event: Event, cast: Cast, page: Page) -> None:
    occurrence = make_occurrence(session, event)
    session.commit()
    urls = [add_url("once"), *(f"/manage/events/stars/occurrences/{occurrence.id}/{p}" for p in ("edit", "cancel"))]
    page.sign_in(cast.other_manager)
    for url in urls:
        page.get(url, status=403)
        page.post(url, {**ONCE, "reason": "x", "save": "1"}, status=403)
    page.sign_in(cast.resident)
    for url in urls:
        page.get(url, status=403)
    page.sign_in(cast.officer)
    for url in urls:
        page.get(url)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 19, "9" * 40])
def test_an_occurrence_of_no_or_another_event_is_not_found(
    session: Session, event: Event, cast: Cast, page: Page, number: str
) -> None:
    page.sign_in(cast.manager).get(f"/manage/events/stars/occurrences/{number}/edit", status=404)
    other = make_occurrence(session, make_event(session, cast.base), starts_in=timedelta(days=2))
    session.commit()
    page.get(f"/manage/events/stars/occurrences/{other.id}/cancel", status=404)
    page.post(f"/manage/events/stars/series/{number}/restore", {"on": "2026-10-24"}, status=404)
