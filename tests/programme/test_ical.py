"""One occurrence as a VEVENT: every property of the profile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, url_for
from icalendar import Event as Component
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import Claim, render_vevent
from sciencepop.programme.models import EventState, Occurrence, OccurrenceState
from tests.cast import Cast
from tests.factories import make_event, make_occurrence

START = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    event = make_event(
        session,
        cast.base,
        slug="leaves",
        title_zh="叶子, 为什么变红; 变黄",
        title_en="Why leaves turn",
        summary_zh="看一看叶绿素。",
        age_min=7,
        age_max=12,
        adult_needed=True,
        topics=["botany", "ecology"],
    )
    return make_occurrence(
        session, event, starts_at=START, uid="u-1@sciencepop.songjiang.example", room_zh="温室", sequence=3
    )


def render(occurrence: Occurrence, lang: str = "zh", claim: Claim | None = None) -> str:
    return render_vevent(occurrence, lang, get_context(), claim).decode().replace("\r\n ", "")


def lines(occurrence: Occurrence, lang: str = "zh", claim: Claim | None = None) -> list[str]:
    return render(occurrence, lang, claim).split("\r\n")


def test_a_scheduled_session_has_exactly_these_lines(occurrence: Occurrence) -> None:
    assert lines(occurrence) == [
        "BEGIN:VEVENT",
        "SUMMARY:叶子\\, 为什么变红\\; 变黄",
        "DTSTART;TZID=Asia/Shanghai:20261024T140000",
        "DTEND;TZID=Asia/Shanghai:20261024T153000",
        "DTSTAMP:20261010T020000Z",
        "UID:u-1@sciencepop.songjiang.example",
        "SEQUENCE:3",
        "CATEGORIES:植物,生态与湿地,青少年",
        "CLASS:PUBLIC",
        "CREATED:20261010T020000Z",
        "DESCRIPTION:看一看叶绿素。\\n年龄：7–12 岁 须由成人陪同\\n费用：免费\\n"
        "需要预约，请打开下面的链接。\\n举办：辰山植物园\\nhttp://localhost/events/leaves",
        "GEO:31.080000;121.184900",
        "LAST-MODIFIED:20261010T020000Z",
        "LOCATION:辰山植物园\\, 温室\\, 辰花公路3888号",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:http://localhost/events/leaves",
        'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=100;X-TITLE="辰山植物园":geo:31.080000,121.184900',
        "END:VEVENT",
        "",
    ]


def test_english_has_its_own_words_and_address(occurrence: Occurrence) -> None:
    found = lines(occurrence, "en")
    assert "SUMMARY:Why leaves turn" in found
    assert "CATEGORIES:Plants,Ecology and wetlands,Children and teenagers" in found
    assert "URL:http://localhost/en/events/leaves" in found


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({"is_full": True}, "【名额已满】叶子"),
        ({"moved_from": START - timedelta(days=1)}, "【改期】叶子"),
        ({"moved_from": START - timedelta(days=1), "is_full": True}, "【改期】【名额已满】叶子"),
        ({"state": OccurrenceState.CANCELLED, "cancelled_at": START, "is_full": True}, "【已取消】叶子"),
    ],
)
def test_the_title_tells_the_state(occurrence: Occurrence, changes: dict[str, object], summary: str) -> None:
    for name, value in changes.items():
        setattr(occurrence, name, value)
    assert lines(occurrence)[1].startswith(f"SUMMARY:{summary}")


def test_english_labels_stand_in_brackets(occurrence: Occurrence) -> None:
    occurrence.state, occurrence.cancelled_at = OccurrenceState.CANCELLED, START
    assert "SUMMARY:[Cancelled] Why leaves turn" in lines(occurrence, "en")


def test_a_cancelled_session_says_so_everywhere_and_why(occurrence: Occurrence) -> None:
    occurrence.state, occurrence.cancelled_at = OccurrenceState.CANCELLED, START
    occurrence.cancel_reason = "台风"
    found = lines(occurrence)
    assert {"STATUS:CANCELLED", "TRANSP:TRANSPARENT"} <= set(found)
    assert "DESCRIPTION:本场已取消。原因：台风\\n" in render(occurrence)


def test_what_took_place_before_its_event_was_cancelled_stays_as_it_was(occurrence: Occurrence) -> None:
    before = lines(occurrence)
    occurrence.event.state = EventState.CANCELLED
    assert lines(occurrence) == before


def test_an_exhibition_of_days_is_written_as_dates(occurrence: Occurrence) -> None:
    occurrence.starts_at = datetime(2026, 10, 1, 1, 0, tzinfo=UTC)
    occurrence.ends_at = datetime(2026, 10, 7, 9, 0, tzinfo=UTC)
    component = Component.from_ical(render_vevent(occurrence, "zh", get_context()))
    assert (component.decoded("dtstart"), component.decoded("dtend")) == (date(2026, 10, 1), date(2026, 10, 8))
    assert "DTSTART;VALUE=DATE:20261001" in lines(occurrence)


def test_a_night_under_the_stars_keeps_its_hours(occurrence: Occurrence) -> None:
    occurrence.starts_at = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    occurrence.ends_at = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    assert "DTEND;TZID=Asia/Shanghai:20261025T020000" in lines(occurrence)


def test_a_session_elsewhere_tells_that_place_and_not_the_base(occurrence: Occurrence) -> None:
    occurrence.place_zh, occurrence.address_zh, occurrence.room_zh = "方松社区", "文诚路1号", ""
    assert "LOCATION:方松社区\\, 文诚路1号" in lines(occurrence)
    assert not [line for line in lines(occurrence) if line.startswith(("GEO", "X-APPLE"))]


def test_a_long_description_is_cut_but_ends_with_the_address(occurrence: Occurrence) -> None:
    occurrence.event.bring_zh = "纸" * 5_000
    component = Component.from_ical(render_vevent(occurrence, "zh", get_context()))
    description = str(component["description"])
    assert len(description) <= 2_000
    assert description.endswith("…\nhttp://localhost/events/leaves")


def test_a_sample_is_called_a_sample(occurrence: Occurrence) -> None:
    occurrence.event.is_sample = True
    assert "示例数据：活动、时间与人物仅供演示。" in render(occurrence)


def test_hostile_names_are_quoted_in_parameters(occurrence: Occurrence) -> None:
    occurrence.event.base.name_zh = '馆"一"^;二,三:四\n\x00'
    component = Component.from_ical(render_vevent(occurrence, "zh", get_context()))
    assert component["x-apple-structured-location"].params["X-TITLE"] == '馆"一"＾;二,三:四'
    assert str(component["location"]) == '馆"一"^;二,三:四, 温室, 辰花公路3888号'


def test_rendering_twice_gives_the_same_bytes_whatever_the_hour(occurrence: Occurrence) -> None:
    before = render(occurrence)
    with clock.frozen_at(START + timedelta(days=400)):
        assert render(occurrence) == before


def test_a_claim_makes_it_private_busy_and_later(occurrence: Occurrence) -> None:
    claim = Claim("CONFIRMED", True, "", "您已预约 2 席。", START, 2)
    found = lines(occurrence, claim=claim)
    assert {"CLASS:PRIVATE", "TRANSP:OPAQUE", "STATUS:CONFIRMED", "SEQUENCE:5", "DTSTAMP:20261024T060000Z"} <= set(
        found
    )
    assert "DESCRIPTION:您已预约 2 席。\\n看一看叶绿素。" in render(occurrence, claim=claim)


def test_the_address_in_a_calendar_is_the_page_of_the_event(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("programme.event", slug="leaves") == "/events/leaves"
