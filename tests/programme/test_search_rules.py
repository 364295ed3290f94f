"""Reading a visitor's question, days in words, the state of a session, and the covers."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.programme.rules import art
from sciencepop.programme.rules.days import add_months, parts_of, preset_days, read_day, read_month, weeks_of
from sciencepop.programme.rules.search import Near, Search, Vocabulary, read_search
from sciencepop.programme.rules.slots import Slot, slot_of

KNOWN = Vocabulary(
    towns={"310117103000": (31.096, 121.187), "310117117000": (30.934, 121.063)},
    topics=["astronomy", "botany"],
    audiences=["teenagers", "students"],
    kinds=["lecture", "workshop"],
    access=["step-free", "lift"],
)


def read(query: str) -> Search:
    from urllib.parse import parse_qs

    return read_search(parse_qs(query), KNOWN)


@pytest.mark.parametrize(
    ("query", "search"),
    [
        ("", Search()),
        ("when=weekend", Search(when="weekend")),
        ("when=weekend&date=2026-10-17", Search(when="weekend")),
        ("when=&date=2026-10-17", Search(first=date(2026, 10, 17), last=date(2026, 10, 17))),
        ("from=2026-10-20&to=2026-10-17", Search(first=date(2026, 10, 17), last=date(2026, 10, 20))),
        ("from=2026-10-20", Search(first=date(2026, 10, 20))),
        ("date=2101-01-01", Search()),
        ("part=evening&part=morning&part=night", Search(parts=("morning", "evening"))),
        ("town=310117103000&town=1", Search(towns=("310117103000",))),
        ("near=310117103000", Search(near=Near("310117103000", 31.096, 121.187, 5))),
        ("near=310117103000&km=999", Search(near=Near("310117103000", 31.096, 121.187, 5))),
        ("near=31.096789,121.187123&km=2", Search(near=Near("31.097,121.187", 31.097, 121.187, 2))),
        ("near=91,0", Search()),
        ("age=0", Search(age=0)),
        ("age=121", Search()),
        ("age=x", Search()),
        ("audience=students&audience=teenagers", Search(audiences=("teenagers", "students"))),
        ("free=1&seats=1&access=lift&access=any", Search(free=True, seats=True, access=("any", "lift"))),
        ("free=true", Search()),
    ],
)
def test_a_query_string_is_read_politely(query: str, search: Search) -> None:
    assert read(query) == search


NAMES = st.sampled_from(["when", "date", "from", "to", "part", "town", "near", "km", "age", "free"])


@given(st.lists(st.tuples(NAMES, st.text(max_size=12)), max_size=8))
def test_nothing_breaks_the_reader_and_what_it_writes_it_reads(pairs: list[tuple[str, str]]) -> None:
    """Names may come twice, as in an address. Few and short: hypothesis refuses what takes it long to draw."""
    from urllib.parse import parse_qs, urlencode

    arguments: dict[str, list[str]] = {}
    for name, value in pairs:
        arguments.setdefault(name, []).append(value)
    search = read_search(arguments, KNOWN)
    assert read_search(parse_qs(urlencode(search.pairs())), KNOWN) == search


def test_every_part_can_be_taken_away_until_nothing_is_left() -> None:
    search = read(
        "when=week&part=morning&town=310117103000&near=31,121&km=9&audience=students&age=8&topic=botany&kind=lecture"
        "&free=1&seats=1&access=any"
    )
    parts = [pair for pair in search.pairs() if pair[0] != "km"]
    assert len(parts) == 11
    for name, value in parts:
        smaller = search.without(name, value)
        assert (name, value) not in smaller.pairs()
        search = smaller
    assert search == Search()
    assert Search(age=3).without("unknown", "x") == Search(age=3)


SATURDAY, SUNDAY, WEDNESDAY = date(2026, 10, 10), date(2026, 10, 11), date(2026, 10, 14)


@pytest.mark.parametrize(
    ("preset", "today", "days"),
    [
        ("today", SATURDAY, (SATURDAY, SATURDAY)),
        ("tomorrow", SATURDAY, (SUNDAY, SUNDAY)),
        ("weekend", WEDNESDAY, (date(2026, 10, 17), date(2026, 10, 18))),
        ("weekend", SATURDAY, (SATURDAY, SUNDAY)),
        ("weekend", SUNDAY, (SUNDAY, SUNDAY)),
        ("week", WEDNESDAY, (WEDNESDAY, date(2026, 10, 20))),
    ],
)
def test_presets_are_days_of_this_week(preset: str, today: date, days: tuple[date, date]) -> None:
    assert preset_days(preset, today) == days


def test_a_weekend_is_without_the_day_that_is_worked_unless_it_is_all_that_is_left() -> None:
    assert preset_days("weekend", WEDNESDAY - timedelta(days=7), {SATURDAY}) == (SUNDAY, SUNDAY)
    assert preset_days("weekend", SATURDAY, {SUNDAY}) == (SATURDAY, SATURDAY)
    assert preset_days("weekend", SUNDAY, {SUNDAY}) == (SUNDAY, SUNDAY)
    assert preset_days("week", SATURDAY, {SATURDAY}) == (SATURDAY, date(2026, 10, 16))


ZONE = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("hour", "minutes", "comes_and_goes", "parts"),
    [
        (11.5, 120, False, {"morning"}),
        (11.5, 120, True, {"morning", "afternoon"}),
        (12, 60, False, {"afternoon"}),
        (18, 90, False, {"evening"}),
        (9, 180, True, {"morning"}),
        (9, 8 * 60, True, {"morning", "afternoon"}),
        (10, 12 * 60, True, {"morning", "afternoon", "evening"}),
        (22, 240, True, {"evening"}),
        (20, 3 * 1440, False, {"morning", "afternoon"}),
    ],
)
def test_parts_of_the_day(hour: float, minutes: int, comes_and_goes: bool, parts: set[str]) -> None:
    starts = datetime(2026, 10, 10, tzinfo=ZONE) + timedelta(hours=hour)
    assert parts_of(starts, starts + timedelta(minutes=minutes), comes_and_goes=comes_and_goes) == parts


def test_months_and_weeks() -> None:
    assert read_month("2026-12", SATURDAY) == date(2026, 12, 1)
    assert read_month("2026-09", SATURDAY) == date(2026, 10, 1)
    assert read_month("2028-05", SATURDAY) == date(2026, 10, 1)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    weeks = weeks_of(date(2026, 10, 1))
    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (date(2026, 9, 28), date(2026, 11, 1), 5)
    assert read_day("2026-1-1") is None


NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "slot"),
    [
        ({}, Slot.OPEN),
        ({"is_full": True}, Slot.FULL),
        ({"is_on": False}, Slot.CANCELLED),
        ({"is_on": False, "ends_at": NOW - timedelta(1)}, Slot.CANCELLED),
        ({"ends_at": NOW}, Slot.PAST),
        ({"starts_at": NOW}, Slot.STARTED),
        ({"closes_at": NOW}, Slot.CLOSED),
        ({"opens_at": NOW + timedelta(seconds=1)}, Slot.NOT_YET),
        ({"opens_at": NOW}, Slot.OPEN),
        ({"is_drop_in": True, "is_full": True}, Slot.DROP_IN),
        ({"is_drop_in": True, "starts_at": NOW - timedelta(hours=1)}, Slot.DROP_IN),
    ],
)
def test_what_a_session_offers(changes: dict[str, object], slot: Slot) -> None:
    facts: dict[str, object] = {
        "is_on": True,
        "is_drop_in": False,
        "is_full": False,
        "starts_at": NOW + timedelta(days=2),
        "ends_at": NOW + timedelta(days=2, hours=1),
        "opens_at": NOW - timedelta(days=9),
        "closes_at": NOW + timedelta(days=1),
        "now": NOW,
    }
    assert slot_of(**(facts | changes)) == slot  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(art.MOTIFS))
def test_covers_are_the_same_for_a_seed_differ_between_seeds_and_are_plain_shapes(name: str) -> None:
    pictures = {seed: art.draw(name, seed) for seed in range(20)}
    assert art.draw(name, 7) == pictures[7]
    assert len(set(pictures.values())) == 20
    for picture in pictures.values():
        tree = ET.fromstring(picture)
        tags = {element.tag.split("}")[1] for element in tree.iter()}
        assert tags <= {"svg", "rect", "circle", "ellipse", "path"}
        assert not any(element.get("style") for element in tree.iter())
        assert len(picture) < 30_000


def test_every_topic_of_the_data_has_a_motif() -> None:
    from sciencepop.core.config import ROOT
    from sciencepop.core.reference import Reference

    topics = Reference(ROOT / "data" / "district.toml").topics.values()
    assert {topic.art for topic in topics} <= set(art.MOTIFS)
