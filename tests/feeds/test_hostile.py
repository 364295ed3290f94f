"""Texts that people should not type, through the whole way: rendered, linted, read back the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from sciencepop.bases.models import ScienceBase
from sciencepop.core.config import ROOT
from sciencepop.core.icalendar_text import calendar_line, calendar_parameter
from sciencepop.core.reference import Reference
from sciencepop.feeds.ical import join, public_header, single_header
from sciencepop.feeds.queries.titles import Title
from sciencepop.programme.calendar_context import CalendarContext
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.models import BookingMode, Event, EventState, Occurrence, OccurrenceState
from tests.feeds.lint import lint
from tests.feeds.readers import read_with_ical_js

reference = Reference(ROOT / "data" / "district.toml")
CONTEXT = CalendarContext(
    "https://kepu.example", reference.district, reference.audiences, reference.topics, reference.towns
)
STILL = datetime(2026, 10, 10, 2, tzinfo=UTC)
HOSTILE = [
    "C:\\New; \\n, \\N \\\\N \\",
    "a" * 74 + "，" * 30,
    "👩‍👩‍👧‍👦" * 40,
    "é" * 200 + "é" * 200,
    "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT",
    '"; X-EVIL=1:",^n^\'^^',
    "\x00\x07\x1b[31m\x7f\x85\u2028\u2029\ufeff\u202e",
    "<script>alert(1)</script>&amp;",
    "🇨🇳" * 300,
    "\\" * 300,
    ",;:" * 100,
]
characters = st.one_of(st.sampled_from("\\Nn;,:\"'^\r\n\t\x00中é👩‍👧🇨\u202e\u2028 "), st.characters())
texts = st.one_of(st.text(characters, max_size=400), st.sampled_from(HOSTILE))


def occurrence(title: str, summary: str, room: str, venue: str) -> Occurrence:
    """A session that no database has seen."""
    base = ScienceBase(name_zh=venue, name_en="", address_zh=room, address_en="", lat=31.08, lon=121.1849, slug="x")
    event = Event(
        base=base, slug="leaves", title_zh=title, title_en="", summary_zh=summary, summary_en="", body_zh="",
        body_en="", bring_zh=summary, bring_en="", rain_plan_zh="", rain_plan_en="", price_cents=0,
        price_note_zh=room, price_note_en="", state=EventState.PUBLISHED, state_reason="", is_sample=False,
        booking_mode=BookingMode.SEATS, adult_needed=False, topics=["botany"], audiences=["teenagers"],
    )  # fmt: skip
    return Occurrence(
        event=event, uid="u-1@sciencepop.example", starts_at=STILL, ends_at=STILL + timedelta(hours=1),
        room_zh=room, room_en="", place_zh="", place_en="", address_zh="", state=OccurrenceState.SCHEDULED,
        cancel_reason="", is_full=False, sequence=0, revision=1, created_at=STILL, revised_at=STILL,
    )  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, texts, texts, texts)
def test_any_text_is_read_back_as_it_was_cleaned(title: str, summary: str, room: str, venue: str) -> None:
    vevent = render_vevent(occurrence(title, summary, room, venue), "zh", CONTEXT)
    body = join(single_header("zh", CONTEXT), [vevent])
    assert lint(body, is_feed=False) == []
    (read,) = Calendar.from_ical(body).walk("VEVENT")
    assert read.errors == []
    assert str(read["SUMMARY"]) == calendar_line(title)
    place = ", ".join(part for part in map(calendar_line, (venue, room, room)) if part)
    assert str(read["LOCATION"]) == calendar_line(place, 600)
    assert str(read["DESCRIPTION"]).endswith("https://kepu.example/events/leaves")
    assert read["X-APPLE-STRUCTURED-LOCATION"].params["X-TITLE"] == calendar_parameter(venue)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_any_name_of_a_feed_is_a_name_and_nothing_more(name: str) -> None:
    header = public_header(Title(name, "", "/events/leaves"), "/feeds/events/leaves.ics", "zh", CONTEXT)
    assert lint(join(header, [])) == []


def test_ical_js_reads_hostile_texts_the_same() -> None:
    vevents = []
    for number, text in enumerate(HOSTILE):
        made = occurrence(text, text, text, text)
        made.uid = f"u-{number}@sciencepop.example"
        vevents.append(render_vevent(made, "zh", CONTEXT))
    body = join(single_header("zh", CONTEXT), vevents)
    by_icalendar = Calendar.from_ical(body).walk("VEVENT")
    by_ical_js = read_with_ical_js(body)["events"]
    assert [event["uid"] for event in by_ical_js] == [str(event["UID"]) for event in by_icalendar]
    for key in ("summary", "description", "location"):
        assert [event[key] for event in by_ical_js] == [str(event[key.upper()]) for event in by_icalendar]
