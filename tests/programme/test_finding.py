"""Home, list and calendar as a visitor meets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.bookings.services import book, cancel
from sciencepop.core import clock, stamps
from sciencepop.programme.models import BookingMode, EventState, OccurrenceState
from tests.cast import Cast
from tests.factories import make_base, make_event, make_occurrence
from tests.page import CHINESE, Page
from tests.statements import counted

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HIDDEN_STATES = [state for state in EventState if state not in (EventState.PUBLISHED, EventState.CANCELLED)]


def titles(page: Page) -> list[str]:
    return ["".join(link.itertext()) for item in page.all("li", class_="event-card") for link in _links(item)]


def _links(item: object) -> list[object]:
    return [link for heading in item.iter("h3") for link in heading.iter("a")]  # type: ignore[attr-defined]


def links(page: Page) -> set[str]:
    return {link.get("href") or "" for link in page.all("a")}


# --- the list


def test_days_of_the_calendar_are_a_filter_and_the_time_of_the_year_is_told(
    page: Page, cast: Cast, session: Session
) -> None:
    leaves = make_event(session, cast.base, title_zh="秋叶", topics=["botany"])
    make_occurrence(session, leaves, starts_in=HOUR)
    make_occurrence(session, leaves, starts_in=DAY)
    make_occurrence(session, make_event(session, cast.base, title_zh="元旦观星"), starts_in=83 * DAY)
    page.get("/events?day=makeup")
    assert titles(page) == ["秋叶"]
    page.get("/events?day=holiday&day=junk")
    assert titles(page) == ["元旦观星"]
    page.get("/events?day=hanlu")
    assert titles(page) == ["秋叶", "秋叶"] and "寒露 2" in page.text()
    page.get("/")
    assert "寒露前后：看秋叶为什么变色 2 场" in page.text()
    assert "/events?from=2026-10-01&to=2026-10-16&topic=botany&topic=ecology" in links(page)
    page.get("/events?date=2026-10-10")
    assert "国庆节调休上班" in page.text() and "寒露前后：看秋叶为什么变色" in page.text()
    page.get("/events?date=2026-12-25")
    assert "元旦：2027年1月1日（周五） 1 场" in page.text() and "/events?date=2027-01-01" in links(page)
    page.get("/en/events/calendar")
    assert "Make-up workday for National Day" in page.text()


def test_the_list_shows_what_is_to_come_by_time(page: Page, cast: Cast, session: Session) -> None:
    late = make_event(session, cast.base, title_zh="晚的")
    early = make_event(session, cast.other_base, title_zh="早的")
    make_occurrence(session, late, starts_in=2 * DAY)
    make_occurrence(session, early, starts_in=DAY)
    make_occurrence(session, early, starts_in=-DAY)
    page.get("/events")
    assert titles(page) == ["早的", "晚的"]
    assert "共 2 场，按时间先后" in page.text()


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_what_is_not_published_is_nowhere(page: Page, cast: Cast, session: Session, state: EventState) -> None:
    event = make_event(session, cast.base, title_zh="还不公开", slug="hidden-one", state=state)
    make_occurrence(session, event, starts_in=HOUR)
    for url in ("/", "/events", "/events?date=2026-10-10", "/events/calendar", "/sitemap.xml"):
        body = page.get(url).get_data(as_text=True)
        assert "还不公开" not in body, url
        assert "hidden-one" not in body, url
    status = 410 if state is EventState.WITHDRAWN else 404
    for url in ("/events/hidden-one", "/en/events/hidden-one"):
        assert "还不公开" not in page.get(url, status).get_data(as_text=True), "not even its name"


def test_nothing_of_a_withdrawn_base_is_found(page: Page, session: Session) -> None:
    base = make_base(session, state=BaseState.WITHDRAWN)
    event = make_event(session, base, title_zh="基地撤下", slug="gone-with-base")
    make_occurrence(session, event, starts_in=HOUR)
    page.get("/events")
    assert titles(page) == []
    page.get("/events/gone-with-base", 404)


def test_a_manager_sees_no_more_of_a_draft_on_public_pages(page: Page, cast: Cast, session: Session) -> None:
    make_occurrence(session, make_event(session, cast.base, slug="my-draft", state=EventState.DRAFT))
    page.sign_in(cast.manager).get("/events/my-draft", 404)


def test_a_cancelled_session_stays_in_the_list_and_is_not_counted(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, title_zh="星空夜")
    make_occurrence(session, event, starts_in=DAY)
    make_occurrence(session, event, starts_in=2 * DAY, state=OccurrenceState.CANCELLED, cancelled_at=clock.now())
    page.get("/events")
    assert titles(page) == ["星空夜", "星空夜"]
    assert "共 1 场，按时间先后 · 另有 1 场已取消" in page.text()
    assert len(page.all("span", class_="tag-alert")) == 1


def test_facets_combine_and_count_the_other_facets(page: Page, cast: Cast, session: Session) -> None:
    free = make_event(session, cast.base, title_zh="免费看花", topics=["botany"], audiences=["seniors"])
    paid = make_event(session, cast.base, title_zh="收费看星", topics=["astronomy"], price_cents=2000)
    make_occurrence(session, free, starts_in=DAY)
    make_occurrence(session, paid, starts_in=DAY)
    page.get("/events?topic=astronomy&topic=botany&free=1")
    assert titles(page) == ["免费看花"]
    counts = {
        box.get("value"): "".join(box_label.itertext()).split()[-1]
        for box_label in page.all("label", class_="choice")
        for box in box_label
        if box.get("name") == "topic"
    }
    assert counts == {"botany": "1", "astronomy": "0"}
    page.get("/events?audience=seniors&topic=astronomy")
    assert titles(page) == []
    assert "去掉一个条件" in page.text()


def test_a_visitor_near_a_town_with_a_child_of_eight_finds_a_saturday(page: Page, cast: Cast, session: Session) -> None:
    near = make_base(session, town_code="310117103000", lat=31.0965, lon=121.1871)
    far = make_base(session, town_code="310117117000", lat=30.934, lon=121.063)
    good = make_event(session, near, title_zh="合适", age_min=7, age_max=12)
    make_occurrence(session, good, starts_at=datetime(2026, 10, 17, 6, 0, tzinfo=UTC))
    make_occurrence(
        session, make_event(session, far, title_zh="太远"), starts_at=datetime(2026, 10, 17, 6, 0, tzinfo=UTC)
    )
    grown = make_event(session, near, title_zh="成人", age_min=18)
    make_occurrence(session, grown, starts_at=datetime(2026, 10, 17, 6, 0, tzinfo=UTC))
    page.get("/events?near=310117103000&age=8&date=2026-10-17&part=afternoon")
    assert titles(page) == ["合适"]
    page.get("/events?near=31.0962,121.1870&km=1&age=8")
    assert titles(page) == ["合适"]
    assert "我的位置 1 公里内" in page.text()


def test_full_sessions_are_left_out_of_what_has_seats(page: Page, cast: Cast, session: Session) -> None:
    make_occurrence(session, make_event(session, cast.base, title_zh="满了"), is_full=True)
    make_occurrence(session, make_event(session, cast.base, title_zh="有余位"))
    drop_in = make_event(session, cast.base, title_zh="随到随看", booking_mode=BookingMode.DROP_IN)
    make_occurrence(session, drop_in, size=None)
    page.get("/events?seats=1")
    assert sorted(titles(page)) == ["有余位", "随到随看"]


def test_paging_by_cursor_reaches_every_session_once(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base)
    for number in range(45):
        make_occurrence(session, event, starts_in=DAY + number * HOUR, size=None)
    url, seen, pages = "/events", [], 0
    while url:
        page.get(url)
        seen += [link.get("href") for item in page.all("li", class_="event-card") for link in _links(item)]
        pages += 1
        url = next((link.get("href") or "" for link in page.all("a", rel="next")), "")
    assert (pages, len(seen), len(set(seen))) == (3, 45, 45)


def test_a_forged_cursor_is_the_first_page(page: Page, cast: Cast, session: Session) -> None:
    make_occurrence(session, make_event(session, cast.base, title_zh="在"))
    for cursor in ("x", "W10", "eyJhIjogMX0", "WzEsICJ4Il0", "W1sxXSwgMl0", "💥", "A" * 5000):
        page.get(f"/events?after={cursor}")
        assert titles(page) == ["在"]
    page.get("/events?after=WzFlMzAwLCAxXQ")
    page.get("/events?after=" + "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LCAxXQ")
    assert "后面没有更多活动了" in page.text()


JUNK = [
    "when=yesterday",
    "date=9999-12-31",
    "date=0000-00-00",
    "date=2026-13-40",
    "from=2026-12-01&to=2026-01-01",
    "from=9999-01-01",
    "part=night",
    "town=%00",
    "town=999",
    "near=1e99,1e99",
    "near=nan,nan",
    "near=99,999",
    "near=31.03,121.2&km=-5",
    "near=310117103000&km=99999999999999999999",
    "age=-1",
    "age=1e9",
    "age=٣",
    "age=99999999999999999999999",
    "topic=<script>",
    "kind=' OR 1=1 --",
    "free=yes",
    "seats[]=1",
    "access=%E2%80%AE",
    "q=" + "x" * 5000,
    "&&&===",
    "topic=" + "&topic=".join(["a"] * 500),
    "utf8=%FF%FE",
]


@pytest.mark.parametrize("query", JUNK)
def test_junk_in_the_address_is_ignored(page: Page, cast: Cast, session: Session, query: str) -> None:
    make_occurrence(session, make_event(session, cast.base, title_zh="在"), starts_in=DAY)
    for path in ("/events", "/events/calendar"):
        page.get(f"{path}?{query}")
    page.get("/en/events?" + query)


def test_one_question_has_one_canonical_address(page: Page, cast: Cast) -> None:
    page.get("/events?kind=lecture&junk=1&audience=students&audience=teenagers&km=5&age=08")
    canonical = [link.get("href") for link in page.all("link", rel="canonical")]
    assert canonical == ["http://localhost/events?audience=teenagers&audience=students&age=8&kind=lecture"]
    languages = {link.get("hreflang"): link.get("href") for link in page.all("link", rel="alternate")}
    assert languages["en"] == "http://localhost/en/events?audience=teenagers&audience=students&age=8&kind=lecture"
    page.get("/en/events")
    assert [link.get("href") for link in page.all("link", rel="canonical")] == ["http://localhost/en/events"]


def test_each_chip_leads_to_the_search_without_it(page: Page, cast: Cast) -> None:
    page.get("/events?when=weekend&town=310117103000&free=1")
    chips = {
        "".join(chip.itertext()).split("：")[-1].strip(): chip.get("href") for chip in page.all("a", class_="chip")
    }
    assert chips["免费"] == "/events?when=weekend&town=310117103000"
    assert chips["这个周末"] == "/events?town=310117103000&free=1"
    assert chips["佘山镇"] == "/events?when=weekend&free=1"


def test_a_list_costs_a_fixed_number_of_queries(app: Flask, page: Page, cast: Cast, session: Session) -> None:
    for number in range(25):
        event = make_event(session, cast.base, topics=["botany", "ecology"])
        make_occurrence(session, event, starts_in=DAY + number * HOUR)
    page.get("/events")
    for url in ("/events?topic=botany&audience=teenagers&part=morning&part=evening", "/events", "/en/events"):
        with counted("SELECT") as statements:
            page.get(url)
        assert len(statements) <= 6, "\n".join(statements)
    with counted("SELECT") as statements:
        page.get("/")
    assert len(statements) <= 8, "\n".join(statements)


def test_a_change_is_seen_on_the_next_request(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, title_zh="新活动")
    make_occurrence(session, event)
    page.get("/events")
    assert titles(page) == ["新活动"]
    event.state = EventState.WITHDRAWN
    stamps.programme_changed(session)
    session.commit()
    page.get("/events")
    assert titles(page) == []


def test_a_session_that_fills_is_seen_at_once_and_the_programme_is_not_read_anew(
    app: Flask, page: Page, cast: Cast, session: Session
) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, title_zh="最后一席"), size=1)
    session.commit()
    page.get("/events?seats=1")
    assert titles(page) == ["最后一席"]
    index = app.extensions["finder"].built.index
    code = book(occurrence.id, by=cast.resident, seats=1, now=clock.now()).code
    page.get("/events?seats=1")
    assert titles(page) == []
    cancel(code, by=cast.resident, now=clock.now())
    page.get("/events?seats=1")
    assert titles(page) == ["最后一席"]
    assert app.extensions["finder"].built.index.ids is index.ids


def test_the_elder_version_shows_fewer_a_page(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base)
    for number in range(12):
        make_occurrence(session, event, starts_in=DAY + number * HOUR, size=None)
    page.client.set_cookie("elder", "1")
    page.get("/events")
    assert len(titles(page)) == 10


# --- home


def test_home_asks_three_questions_and_counts_the_week(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, title_zh="今天下午")
    make_occurrence(session, event, starts_in=5 * HOUR)
    make_occurrence(session, event, starts_in=6 * HOUR, state=OccurrenceState.CANCELLED, cancelled_at=clock.now())
    make_occurrence(session, make_event(session, cast.base, title_zh="明天上午"), starts_in=DAY)
    page.get("/")
    assert [select.get("name") for select in page.all("select")] == ["audience", "when", "near"]
    assert titles(page) == ["今天下午", "明天上午"]
    week = [" ".join("".join(small.itertext()).split()) for small in page.all("small")]
    assert week == ["1 场", "1 场", "0 场", "0 场", "0 场", "0 场", "0 场"]
    assert "未来 30 天 2 场活动" in page.text()
    assert "2 家科普基地" in page.text()


def test_home_on_a_quiet_day_shows_what_comes_next(page: Page, cast: Cast, session: Session) -> None:
    make_occurrence(session, make_event(session, cast.base, title_zh="下个月"), starts_in=30 * DAY)
    page.get("/")
    assert titles(page) == ["下个月"]
    assert "接下来的活动" in page.text()


def test_an_empty_site_still_says_what_to_do(page: Page) -> None:
    page.get("/")
    assert "订阅日历" in page.text()
    page.get("/events")
    assert "没有找到合适的活动" in page.text()


def test_sample_records_are_marked_everywhere(page: Page, cast: Cast, session: Session) -> None:
    page.get("/")
    assert not page.all("p", class_="sample-banner")
    make_occurrence(session, make_event(session, cast.base, is_sample=True), starts_in=HOUR)
    stamps.programme_changed(session)
    session.commit()
    page.get("/")
    assert page.all("p", class_="sample-banner")
    assert "示例" in ["".join(tag.itertext()) for tag in page.all("span", class_="tag-plain")]


@pytest.mark.parametrize(
    "url",
    [
        "/en/",
        "/en/events",
        "/en/events?when=week&free=1&near=31.1,121.2&part=morning",
        "/en/events/calendar",
        "/en/events?date=2026-12-24&seats=1&access=any&age=5",
    ],
)
def test_english_pages_speak_english(page: Page, cast: Cast, session: Session, url: str) -> None:
    cast.base.name_en = "Chenshan Garden"
    event = make_event(session, cast.base, title_en="Water plants", age_min=5, age_max=12)
    make_occurrence(session, event, starts_in=DAY)
    stamps.programme_changed(session)
    session.commit()
    page.get(url)
    left = [word for word in page.text().split() if CHINESE.search(word) and word != "中文"]
    assert left == []
    assert not CHINESE.search("".join(page.all("title")[0].itertext()))
    assert not CHINESE.search(page.all("meta", name="description")[0].get("content") or "")


# --- calendar


def test_the_month_counts_each_day_and_links_it(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base)
    make_occurrence(session, event, starts_in=5 * DAY, size=None)
    make_occurrence(session, event, starts_in=5 * DAY + HOUR, size=None)
    page.get("/events/calendar")
    assert "2026年10月还有 2 场活动" in page.text()
    assert "2 场" in page.text()
    assert "/events?date=2026-10-15" in links(page)
    assert "/events?date=2026-10-16" not in links(page)


@pytest.mark.parametrize(
    "month", ["", "x", "2026-13", "2026-00", "9999-12", "2020-01", "2026-9", "２０２６-11", "2026-10-01"]
)
def test_a_bad_or_past_month_falls_back_to_this_one(page: Page, cast: Cast, month: str) -> None:
    page.get(f"/events/calendar?month={month}")
    assert "2026年10月" in page.text()
    assert not page.all("a", rel="prev")


def test_months_go_on_to_the_end_of_what_is_planned(page: Page, cast: Cast) -> None:
    page.get("/events/calendar?month=2026-12&audience=teenagers")
    assert [a.get("href") for a in page.all("a", rel="next")] == ["/events/calendar?month=2027-01&audience=teenagers"]
    assert [a.get("href") for a in page.all("a", rel="prev")] == ["/events/calendar?month=2026-11&audience=teenagers"]
    page.get("/events/calendar?month=2028-04")
    assert "2028年4月" in page.text()
    assert not page.all("a", rel="next")


def test_an_exhibition_counts_on_every_day_it_is_open(page: Page, cast: Cast, session: Session) -> None:
    show = make_event(session, cast.base, title_zh="展览", kind="exhibition", booking_mode=BookingMode.DROP_IN)
    make_occurrence(session, show, starts_in=-2 * DAY, minutes=5 * 24 * 60, size=None)
    page.get("/events/calendar")
    days = {f"2026-10-{day}" for day in range(10, 14)}
    assert {href.split("date=")[1] for href in links(page) if "date=" in href} == days
    page.get("/events?date=2026-10-12")
    assert titles(page) == ["展览"]
