"""The page of one event, its JSON-LD, and what machines read of the site."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.core import clock
from sciencepop.programme.models import BookingMode, ContentReview, Event, EventState, Occurrence, OccurrenceState
from tests.cast import Cast
from tests.factories import make_booking, make_event, make_occurrence
from tests.page import CHINESE, Page
from tests.programme.test_finding import DAY, HOUR, links, titles
from tests.statements import counted


def json_ld(page: Page) -> list[dict[str, Any]]:
    texts = [script.text for script in page.all("script", type="application/ld+json")]
    return json.loads(texts[0] or "")["@graph"] if texts else []


def cancelled(session: Session, event: Event, reason: str = "", **values: Any) -> Occurrence:
    return make_occurrence(
        session, event, state=OccurrenceState.CANCELLED, cancelled_at=clock.now(), cancel_reason=reason, **values
    )


def radios(page: Page) -> list[tuple[str, bool]]:
    return [(box.get("value") or "", box.get("checked") is not None) for box in page.all("input", name="occurrence")]


def test_the_page_tells_everything_before_the_button(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(
        session,
        cast.base,
        slug="plants",
        title_zh="水生植物的秘密",
        summary_zh="和植物学家一起走。",
        body_zh="第一段。\n第二段。",
        age_min=5,
        age_max=12,
        adult_needed=True,
        price_cents=1250,
        price_note_zh="含材料",
        rain_plan_zh="改到温室",
        bring_zh="雨靴",
        access=["step-free", "english"],
        source_note="《中国水生植物》",
    )
    make_occurrence(session, event, starts_in=DAY, size=20)
    session.add(
        ContentReview(
            event_id=event.id,
            state=EventState.PUBLISHED,
            reviewer_id=cast.officer.id,
            reviewer_name="王研究员",
            reviewed_at=clock.now() - 3 * DAY,
        )
    )
    session.commit()
    page.get("/events/plants")
    text = page.text()
    for words in (
        "水生植物的秘密",
        "5–12 岁，须有成人陪同",
        "¥12.50",
        "含材料",
        "改到温室",
        "雨靴",
        "坡道可达",
        "中文，有英文讲解",
        "科学性审核：王研究员 10月7日（周三）",
        "《中国水生植物》",
        "余 20 席",
        "第二段。",
        "10月11日（周日）10:00–11:30",
    ):
        assert words in text, words
    assert page.all("title")[0].text == "水生植物的秘密 · 松江科普"
    assert "和植物学家一起走" in (page.all("meta", name="description")[0].get("content") or "")
    assert "/bases/chenshan" in links(page)


def test_a_session_is_chosen_by_a_plain_form(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="walk", seats_per_booking=3)
    first = make_occurrence(session, event, starts_in=DAY)
    second = make_occurrence(session, event, starts_in=2 * DAY)
    page.get("/events/walk")
    form = next(form for form in page.all("form") if form.get("action") == "/bookings/new")
    assert form.get("method") == "get"
    assert radios(page) == [(str(first.id), True), (str(second.id), False)]
    assert [option.get("value") for option in page.all("select", name="seats")[0]] == ["1", "2", "3"]
    page.get(f"/events/walk?at={second.id}")
    assert radios(page) == [(str(first.id), False), (str(second.id), True)]


def test_each_state_of_a_session_has_its_own_words(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="states")
    full = make_occurrence(session, event, starts_in=DAY, size=2)
    make_booking(session, full, cast.resident, seats=2)
    open_ = make_occurrence(session, event, starts_in=2 * DAY, size=9)
    make_occurrence(session, event, starts_in=40 * DAY, booking_opens_at=clock.now() + 3 * DAY)
    make_occurrence(session, event, starts_in=HOUR, booking_closes_at=clock.now())
    make_occurrence(session, event, starts_in=-HOUR / 2, booking_closes_at=clock.now() - 2 * HOUR)
    cancelled(session, event, "馆方停电", starts_in=3 * DAY)
    moved = make_occurrence(session, event, starts_in=4 * DAY, moved_from=clock.now() + 3 * DAY + HOUR)
    make_occurrence(session, event, starts_in=-3 * DAY)
    page.get("/events/states")
    text = page.text()
    for words in (
        "已满，可候补",
        "余 9 席",
        "10月13日（周二）10:00开始预约",
        "预约已截止（10月10日（周六）10:00）",
        "正在进行，不再接受预约",
        "已取消 原因：馆方停电",
        "时间有变动，原定10月13日（周二）11:00",
    ):
        assert words in text, words
    # What takes people comes first; the full one waits among the others.
    assert radios(page) == [(str(open_.id), True), (str(moved.id), False), (str(full.id), False)]
    assert "10月7日" not in text


def test_where_none_is_chosen_every_choice_stands_in_sight(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="full")
    closed = [
        make_occurrence(session, event, starts_in=HOUR + n * HOUR, booking_closes_at=clock.now()) for n in range(4)
    ]
    full = make_occurrence(session, event, starts_in=DAY, size=2)
    make_booking(session, full, cast.resident, seats=2)
    page.get(f"/events/full?at={closed[0].id}")
    assert radios(page) == [(str(full.id), False)]
    folded = [details for details in page.all("details") if details.get("open") is None]
    assert not any(details.xpath('.//input[@name="occurrence"]') for details in folded)


def test_a_drop_in_needs_no_booking(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="fair", booking_mode=BookingMode.DROP_IN)
    make_occurrence(session, event, size=None)
    page.get("/events/fair")
    assert "无需预约，直接前往" in page.text()
    assert radios(page) == []
    assert not page.all("select", name="seats")


def test_a_cancelled_event_says_so_with_its_reason_and_offers_others(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="off", state=EventState.CANCELLED, state_reason="讲师生病")
    make_occurrence(session, event, state=OccurrenceState.CANCELLED, cancelled_at=clock.now())
    make_occurrence(session, make_event(session, cast.base, title_zh="同一基地的另一个"))
    page.get("/events/off")
    assert "这个活动已取消。 原因：讲师生病" in page.text()
    assert radios(page) == []
    assert titles(page) == ["同一基地的另一个"]
    assert {item["eventStatus"] for item in json_ld(page)} == {"https://schema.org/EventCancelled"}


def test_an_event_that_is_over_offers_its_base_then_its_topic(page: Page, cast: Cast, session: Session) -> None:
    over = make_event(session, cast.base, slug="over", topics=["astronomy"])
    make_occurrence(session, over, starts_in=-DAY)
    make_occurrence(
        session, make_event(session, cast.other_base, title_zh="同主题", topics=["astronomy"]), starts_in=HOUR
    )
    make_occurrence(session, make_event(session, cast.base, title_zh="同基地", topics=["botany"]), starts_in=DAY)
    make_occurrence(session, make_event(session, cast.other_base, title_zh="无关", topics=["botany"]))
    page.get("/events/over")
    assert "没有后续场次" in page.text()
    assert titles(page) == ["同基地", "同主题"]
    assert json_ld(page) == []


@pytest.mark.parametrize("slug", ["nothing", "x" * 3000, "%00", "a%00b", "..", "%2e%2e", "‮", "💥", "<b>"])
def test_an_unknown_event_is_not_found(page: Page, cast: Cast, slug: str) -> None:
    page.get(f"/events/{slug}", 404)


@pytest.mark.parametrize("at", ["", "0", "-1", "x", "1e3", "9" * 40, "2147483648", "٣", "💥"])
def test_a_senseless_choice_is_ignored(page: Page, cast: Cast, session: Session, at: str) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, slug="walk"))
    page.get(f"/events/walk?at={at}")
    assert radios(page) == [(str(occurrence.id), True)]


def test_when_the_wanted_session_is_cancelled_no_other_is_chosen_silently(
    page: Page, cast: Cast, session: Session
) -> None:
    event = make_event(session, cast.base, slug="walk")
    gone = cancelled(session, event, starts_in=DAY)
    other = make_occurrence(session, event, starts_in=2 * DAY)
    page.get(f"/events/walk?at={gone.id}")
    assert radios(page) == [(str(other.id), False)]
    assert "您看的那一场（10月11日（周日）10:00–11:30）现在不能预约，请另选一场。" in page.text()


def test_another_events_session_is_not_chosen_here(page: Page, cast: Cast, session: Session) -> None:
    hidden = make_occurrence(session, make_event(session, cast.base, state=EventState.DRAFT))
    own = make_occurrence(session, make_event(session, cast.base, slug="walk"))
    page.get(f"/events/walk?at={hidden.id}")
    assert radios(page) == [(str(own.id), True)]


def test_many_sessions_are_shown_in_portions_from_the_wanted_one(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="daily")
    rows = [make_occurrence(session, event, starts_in=DAY * (number + 1)) for number in range(40)]
    page.get("/events/daily")
    assert len(radios(page)) == 30
    assert f"/events/daily?at={rows[29].id}#slots" in links(page)
    page.get(f"/events/daily?at={rows[35].id}")
    assert radios(page)[0] == (str(rows[35].id), True)
    assert len(radios(page)) == 5


def test_the_page_costs_a_fixed_number_of_queries(app: Flask, page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="daily")
    for number in range(20):
        make_occurrence(session, event, starts_in=DAY * (number + 1))
    session.commit()
    page.get("/events/daily")
    session.expire_all()
    with counted("SELECT") as statements:
        page.get("/events/daily")
    assert len(statements) <= 7, "\n".join(statements)


def test_json_ld_describes_each_session(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(
        session, cast.base, slug="ld", title_zh="</script><b>标题", price_cents=0, age_min=7, access=["english"]
    )
    on = make_occurrence(session, event, starts_in=DAY, size=20)
    make_booking(session, on, cast.resident, seats=20)
    make_occurrence(session, event, starts_in=2 * DAY, moved_from=clock.now() + 3 * DAY)
    cancelled(session, event, starts_in=4 * DAY)
    page.get("/events/ld")
    first, second, third = json_ld(page)
    assert first["name"] == "</script><b>标题"
    assert first["startDate"] == "2026-10-11T10:00:00+08:00"
    assert first["url"] == f"http://localhost/events/ld?at={on.id}"
    assert first["isAccessibleForFree"] is True
    assert first["typicalAgeRange"] == "7-"
    assert first["inLanguage"] == ["zh-Hans", "en"]
    assert first["organizer"] == {
        "@type": "Organization",
        "name": "辰山植物园",
        "url": "http://localhost/bases/chenshan",
    }
    assert first["audience"][0] == {"@type": "PeopleAudience", "audienceType": "青少年", "suggestedMinAge": 7}
    assert first["location"]["address"]["addressLocality"] == "佘山镇"
    assert first["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 31.08, "longitude": 121.1849}
    assert first["offers"]["price"] == "0.00"
    assert first["offers"]["availability"] == "https://schema.org/SoldOut"
    assert first["remainingAttendeeCapacity"] == 0
    statuses = [item["eventStatus"].rsplit("/", 1)[1] for item in (first, second, third)]
    assert statuses == ["EventScheduled", "EventRescheduled", "EventCancelled"]
    assert second["previousStartDate"] == "2026-10-13T10:00:00+08:00"
    assert "offers" not in third


def test_a_session_elsewhere_names_its_own_place(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="away")
    make_occurrence(
        session, event, place_zh="方松社区中心", address_zh="文诚路8号", town_code="310117003000", lat=31.03, lon=121.22
    )
    page.get("/events/away")
    assert "方松社区中心 · 方松街道" in page.text()
    place = json_ld(page)[0]["location"]
    assert (place["name"], place["address"]["streetAddress"]) == ("方松社区中心", "文诚路8号")
    page.get("/events?town=310117003000")
    assert len(titles(page)) == 1


def test_the_english_page_speaks_english(page: Page, cast: Cast, session: Session) -> None:
    cast.base.name_en, cast.base.address_en = "Chenshan Garden", "3888 Chenhua Road"
    event = make_event(session, cast.base, slug="en", title_en="Water plants", access=["step-free"])
    make_occurrence(session, event, starts_in=DAY)
    cancelled(session, event, starts_in=2 * DAY)
    make_occurrence(session, event, starts_in=3 * DAY, booking_opens_at=clock.now() + DAY)
    session.commit()
    page.get("/en/events/en")
    assert [word for word in page.text().split() if CHINESE.search(word) and word != "中文"] == []
    assert json_ld(page)[0]["url"].startswith("http://localhost/en/events/en?at=")


def test_hidden_sessions_of_a_hidden_base_have_no_page(page: Page, cast: Cast, session: Session) -> None:
    event = make_event(session, cast.base, slug="walk")
    occurrence = make_occurrence(session, event)
    cast.base.state = BaseState.WITHDRAWN
    session.commit()
    page.get(f"/events/walk?at={occurrence.id}", 404)


# --- for machines


def test_robots_may_read_what_is_public_and_find_the_sitemap(page: Page) -> None:
    response = page.get("/robots.txt")
    lines = response.get_data(as_text=True).splitlines()
    assert response.mimetype == "text/plain"
    assert {"Disallow: /my", "Disallow: /en/manage", "Sitemap: http://localhost/sitemap.xml"} <= set(lines)
    assert "Disallow: /events" not in lines


def test_the_sitemap_lists_what_is_visible_in_both_languages(page: Page, cast: Cast, session: Session) -> None:
    make_event(session, cast.base, slug="seen")
    make_event(session, cast.base, slug="called-off", state=EventState.CANCELLED)
    make_event(session, cast.base, slug="draft", state=EventState.DRAFT)
    session.commit()
    tree = ET.fromstring(page.get("/sitemap.xml").get_data())
    found = {element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {
        f"http://localhost{prefix}/events/{slug}" for prefix in ("", "/en") for slug in ("seen", "called-off")
    } <= found
    assert {"http://localhost/", "http://localhost/en/", "http://localhost/bases/chenshan"} <= found
    assert not [address for address in found if "draft" in (address or "")]


def test_a_cover_is_kept_for_ever_and_an_unknown_one_is_not_found(page: Page) -> None:
    response = page.get("/art/leaves/12.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.get_data() == page.get("/art/leaves/12.svg?v=1").get_data()
    for url in ("/art/unicorn/1.svg", "/art/leaves/x.svg", "/art/leaves/-1.svg", f"/art/leaves/{10**400}.svg"):
        page.get(url, 404)


def test_public_pages_set_no_cookie_and_ask_nobody_who_they_are(page: Page, cast: Cast, session: Session) -> None:
    make_occurrence(session, make_event(session, cast.base, slug="walk"), starts_in=timedelta(hours=3))
    session.commit()
    for url in ("/", "/events", "/events/calendar", "/events/walk", "/robots.txt", "/sitemap.xml", "/art/stars/1.svg"):
        page.client.get(url)
        anonymous = page.client.get(url)
        assert "Set-Cookie" not in anonymous.headers, url
        signed_in = Page(page.app).sign_in(cast.resident).client.get(url)
        assert signed_in.get_data() == anonymous.get_data(), url
