"""What independent readers make of our feeds: every session, its time and its words, and no complaint."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Component, Event

from sciencepop.core import clock
from sciencepop.feeds.services.tokens import create_token
from tests.cast import Cast
from tests.feeds import readers
from tests.feeds.conftest import FEEDS, Season
from tests.page import Page

KINDS = ("/feeds/all.ics", "/en/feeds/all.ics", "personal", "/feeds/bases/kejiguan.ics")


@pytest.fixture(params=KINDS)
def body(request: pytest.FixtureRequest, page: Page, booked: Season, cast: Cast) -> bytes:
    url: str = request.param
    if url == "personal":
        token = create_token(by=cast.resident, label="", language="zh", now=clock.now())
        url = f"/feeds/p/{token.secret}.ics"
    return page.get(url).data


def strict(body: bytes) -> list[Event]:
    """The events, by a parser that keeps account of its complaints."""
    calendar = Calendar.from_ical(body)
    complaints = [(part.name, part.errors) for part in calendar.walk() if part.errors]
    assert complaints == []
    for event in calendar.walk("VEVENT"):
        _check_by_its_own_rules(event)
    return list(calendar.walk("VEVENT"))


def _check_by_its_own_rules(component: Component) -> None:
    assert [name for name in component.required if name not in component] == []
    assert [name for name in component.singletons if isinstance(component.get(name), list)] == []
    assert not ("DTEND" in component and "DURATION" in component)


@pytest.mark.parametrize("url", [prefix + url for url in FEEDS for prefix in ("", "/en")])
def test_icalendar_reads_every_feed_without_complaint(page: Page, season: Season, url: str) -> None:
    events = strict(page.get(url).data)
    assert len(events) == 6
    assert {event.decoded("DTSTAMP") for event in events} == {clock.now()}


def test_icalendar_gives_back_what_it_read(body: bytes) -> None:
    again = strict(Calendar.from_ical(body).to_ical())
    assert [str(event["UID"]) for event in again] == [str(event["UID"]) for event in strict(body)]


def test_ical_js_reads_the_same(body: bytes) -> None:
    found = readers.read_with_ical_js(body)
    expected = [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event["DESCRIPTION"]),
            "location": str(event["LOCATION"]),
            "isDate": not isinstance(event.decoded("DTSTART"), datetime),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
        }
        for event in strict(body)
    ]
    assert [{key: value for key, value in event.items() if key != "start"} for event in found["events"]] == expected
    starts = [event["start"] for event in found["events"] if not event["isDate"]]
    moments = [event.decoded("DTSTART") for event in strict(body)]
    assert starts == [int(moment.timestamp()) for moment in moments if isinstance(moment, datetime)]
    assert "\\" not in found["name"]


def test_vdirsyncer_and_khal_show_every_session(body: bytes, tmp_path: Path) -> None:
    events = strict(body)
    with readers.served(body) as url:
        items = readers.sync_with_vdirsyncer(url, tmp_path)
    assert len(list(items.glob("*.ics"))) == len(events)
    if not events:
        return
    shown = set(readers.list_with_khal(items, tmp_path, "2026-09-01", "2026-12-31"))
    timed = [event for event in events if isinstance(event.decoded("DTSTART"), datetime)]
    assert {f"{event.decoded('DTSTART'):%Y-%m-%d %H:%M}|{event['SUMMARY']}" for event in timed} <= shown
    assert {line.split("|", 1)[1] for line in shown} == {str(event["SUMMARY"]) for event in events}


def test_radicale_keeps_and_returns_every_session(body: bytes, tmp_path: Path) -> None:
    events = strict(body)
    with readers.radicale(tmp_path) as url:
        returned = Calendar.from_ical(readers.put_and_get(url, body)).walk("VEVENT") if events else []
    kept = {str(event["UID"]): event for event in returned}
    assert set(kept) == {str(event["UID"]) for event in events}
    for event in events:
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "CLASS", "TRANSP", "URL"):
            assert str(kept[str(event["UID"])][name]) == str(event[name])
        assert kept[str(event["UID"])].decoded("DTSTART") == event.decoded("DTSTART")
