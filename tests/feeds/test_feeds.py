"""The public feeds: what they hold, byte by byte, and what they leave out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.core import clock
from sciencepop.core.db import write
from sciencepop.core.stamps import programme_changed
from sciencepop.feeds.rules import scopes
from sciencepop.programme.models import EventState, VEvent
from sciencepop.programme.services.revise import revise
from tests.cast import Cast
from tests.factories import make_base, make_event, make_occurrence
from tests.feeds.conftest import FEEDS, Season
from tests.feeds.lint import lint
from tests.page import Page


def uids(body: bytes) -> list[str]:
    return [str(event["UID"]) for event in Calendar.from_ical(body).walk("VEVENT")]


def expected(season: Season) -> list[str]:
    order = (season.last_week, season.next_week, season.cancelled, season.moved, season.full, season.exhibition)
    return [occurrence.uid for occurrence in order]


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("url", FEEDS)
def test_every_feed_holds_the_season_in_order_and_is_clean(page: Page, season: Season, url: str, language: str) -> None:
    body = page.get(language + url).data
    assert lint(body) == []
    assert uids(body) == expected(season)


def test_the_beginning_of_a_feed_is_exactly_this(page: Page, season: Season) -> None:
    body = page.get("/feeds/bases/chenshan.ics").data.decode()
    assert body.split("BEGIN:VEVENT")[0].replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Songjiang District//SciencePop 1//ZH",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:松江科普·辰山植物园：改期和取消会自动更新。",
        "X-WR-CALDESC:松江科普·辰山植物园：改期和取消会自动更新。",
        "NAME:松江科普·辰山植物园",
        "X-WR-CALNAME:松江科普·辰山植物园",
        "COLOR:teal",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "SOURCE;VALUE=URI:http://localhost/feeds/bases/chenshan.ics",
        "URL:http://localhost/bases/chenshan",
        "X-APPLE-CALENDAR-COLOR:#0b6b68",
        "X-PUBLISHED-TTL:PT4H",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "X-LIC-LOCATION:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_english_has_an_address_and_words_of_its_own(page: Page, season: Season) -> None:
    calendar = Calendar.from_ical(page.get("/en/feeds/events/leaves.ics").data)
    assert str(calendar["SOURCE"]) == "http://localhost/en/feeds/events/leaves.ics"
    # The library escapes a calendar's name on writing but does not unescape it on reading.
    for name in ("NAME", "X-WR-CALNAME"):
        assert str(calendar[name]) == 'SciencePop Songjiang·Why leaves\\; turn\\, "red"'
    titles = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert titles[2:5] == [
        '[Cancelled] Why leaves; turn, "red"',
        '[New time] Why leaves; turn, "red"',
        '[Full] Why leaves; turn, "red"',
    ]


def test_an_empty_feed_is_still_a_calendar(page: Page, cast: Cast) -> None:
    body = page.get("/feeds/bases/kejiguan.ics").data
    assert (lint(body), uids(body)) == ([], [])


@pytest.mark.parametrize(
    "url",
    [
        "/feeds/bases/nowhere.ics",
        "/feeds/towns/999.ics",
        "/feeds/audiences/martians.ics",
        "/feeds/topics/%01.ics",
        "/feeds/events/hidden-draft.ics",
        "/feeds/events/" + "x" * 3000 + ".ics",
        "/events/leaves/999999999999999999999999.ics",
        "/events/leaves/0.ics",
        "/events/other/1.ics",
    ],
)
def test_an_unknown_calendar_is_a_plain_404(page: Page, season: Season, url: str) -> None:
    response = page.get(url, 404)
    assert (response.mimetype, response.text) == ("text/plain", "There is no calendar at this address.\n")


def test_what_is_withdrawn_leaves_its_followers_calendars(page: Page, season: Season, session: Session) -> None:
    with write() as unit:
        season.event.state = EventState.WITHDRAWN
        programme_changed(unit)
    body = page.get("/feeds/events/leaves.ics").data
    assert (lint(body), uids(body)) == ([], [])
    assert "叶子" not in body.decode()
    assert uids(page.get("/feeds/all.ics").data) == []


def test_a_base_that_was_public_and_is_hidden_gives_an_empty_feed(page: Page, session: Session, cast: Cast) -> None:
    make_base(session, slug="gone", state=BaseState.WITHDRAWN, published_at=clock.now(), name_zh="秘密")
    make_base(session, slug="never", state=BaseState.SUBMITTED)
    session.commit()
    body = page.get("/feeds/bases/gone.ics").data
    assert (lint(body), "秘密" in body.decode()) == ([], False)
    assert page.get("/feeds/bases/never.ics", 404).mimetype == "text/plain"


def test_a_session_in_another_town_is_in_that_towns_feed(page: Page, season: Season, session: Session) -> None:
    season.next_week.town_code = "310117003000"
    season.next_week.place_zh = "方松社区"
    session.commit()
    assert uids(page.get("/feeds/towns/310117003000.ics").data) == [season.next_week.uid]


def test_a_revised_session_is_new_in_the_next_fetch(page: Page, season: Season, session: Session) -> None:
    before = page.get("/feeds/all.ics")
    with write() as unit:
        season.next_week.room_zh = "标本馆"
        revise(unit, [season.next_week], now=clock.now() + timedelta(minutes=1), significant=True)
    after = page.get("/feeds/all.ics")
    assert before.headers["ETag"] != after.headers["ETag"]
    event = next(e for e in Calendar.from_ical(after.data).walk("VEVENT") if e["UID"] == season.next_week.uid)
    assert (int(event["SEQUENCE"]), "标本馆" in str(event["LOCATION"])) == (1, True)


def test_missing_texts_are_made_up_and_kept(page: Page, season: Season, session: Session) -> None:
    session.query(VEvent).delete()
    session.commit()
    first = page.get("/feeds/all.ics").data
    stored = session.query(VEvent).filter_by(occurrence_id=season.next_week.id).all()
    contents = {row.lang: row.content for row in stored}
    assert set(contents) == {"zh", "en"}
    assert contents["zh"] in first


def test_the_cap_keeps_what_is_next_and_then_what_was_last(
    page: Page, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sciencepop.feeds.queries.sessions.MOST_SESSIONS", 4)
    event = make_event(session, cast.base)
    made = {n: make_occurrence(session, event, starts_in=timedelta(days=n)) for n in (-3, -2, -1, 1, 2)}
    session.commit()
    assert uids(page.get("/feeds/all.ics").data) == [made[n].uid for n in (-2, -1, 1, 2)]


def test_the_cap_is_what_slow_readers_can_bear() -> None:
    assert scopes.MOST_SESSIONS == 2_000


def test_one_session_can_be_kept_as_a_file(page: Page, season: Season) -> None:
    occurrence = season.next_week
    response = page.get(f"/events/leaves/{occurrence.id}.ics")
    assert lint(response.data, is_feed=False) == []
    assert uids(response.data) == [occurrence.uid]
    assert response.headers["Content-Disposition"] == 'attachment; filename="leaves-2026-10-17.ics"'


def test_sessions_of_hidden_events_cannot_be_downloaded(page: Page, season: Season, app: Flask) -> None:
    season.event.state = EventState.WITHDRAWN
    from sciencepop.core.db import db

    db.session.commit()
    assert page.get(f"/events/leaves/{season.next_week.id}.ics", 404).mimetype == "text/plain"
