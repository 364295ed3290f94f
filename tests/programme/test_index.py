"""The index of what is to come: bit sets answer as a plain filter over the rows would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.programme.rules import bitsets
from sciencepop.programme.rules.days import PARTS, PRESETS, preset_days
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.index_build import ZONE, EventFacts, OccurrenceFacts, make_index
from sciencepop.programme.rules.search import Near, Search

NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 10, 10)
MOMENT = Moment(int(NOW.timestamp()), TODAY)
TOWNS = {"a": (31.0, 121.2), "b": (31.05, 121.2), "c": (31.2, 121.4)}
SLUGS = ["x", "y", "z"]


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def event_facts(draw: st.DrawFn, id_: int) -> EventFacts:
    ages = sorted([draw(st.integers(0, 20)), draw(st.integers(0, 120))])
    return EventFacts(
        id=id_,
        base_id=draw(st.integers(1, 3)),
        kind=draw(st.sampled_from(SLUGS)),
        age_min=draw(st.sampled_from([None, ages[0]])),
        age_max=draw(st.sampled_from([None, ages[1]])),
        is_free=draw(st.booleans()),
        is_drop_in=draw(st.booleans()),
        access=frozenset(draw(some(["lift", "step-free"]))),
        topics=draw(some(SLUGS)),
        audiences=draw(some(SLUGS)),
    )


@st.composite
def occurrence_facts(draw: st.DrawFn, id_: int) -> OccurrenceFacts:
    starts = NOW + timedelta(minutes=draw(st.integers(-3 * 1440, 12 * 1440)))
    ends = starts + timedelta(minutes=draw(st.sampled_from([30, 90, 600, 1440, 5 * 1440])))
    town = draw(st.sampled_from([None, *TOWNS]))
    lat, lon = TOWNS[town] if town else (None, None)
    closes = starts - timedelta(minutes=draw(st.sampled_from([-10, 0, 60, 3 * 1440])))
    return OccurrenceFacts(
        id_, draw(st.integers(1, 4)), starts, ends, closes, draw(st.booleans()), draw(st.booleans()), town, lat, lon
    )


days = st.dates(TODAY - timedelta(days=4), TODAY + timedelta(days=14))
searches = st.builds(
    Search,
    when=st.sampled_from(["", *PRESETS]),
    parts=some(list(PARTS)),
    towns=some(list(TOWNS)),
    near=st.none() | st.builds(Near, st.just("t"), st.just(31.0), st.just(121.2), st.sampled_from([1, 6, 50])),
    audiences=some(SLUGS),
    age=st.none() | st.integers(0, 120),
    topics=some(SLUGS),
    kinds=some(SLUGS),
    free=st.booleans(),
    seats=st.booleans(),
    access=some(["any", "lift"]),
) | st.builds(lambda ends: Search(first=min(ends), last=max(ends)), st.tuples(days, days))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[OccurrenceFacts], dict[int, EventFacts]]:
    events = {id_: draw(event_facts(id_)) for id_ in range(1, 4)}
    rows = [draw(occurrence_facts(id_)) for id_ in range(1, draw(st.integers(1, 14)))]
    return [row for row in rows if row.ends_at > NOW], events


def km(one: tuple[float, float], two: tuple[float, float]) -> float:
    a, b, c, d = map(radians, (*one, *two))
    return 2 * 6371.0088 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def fits(row: OccurrenceFacts, event: EventFacts, search: Search, now: datetime) -> bool:
    """What the page promises, written the slow way."""
    starts, ends = row.starts_at.astimezone(ZONE), row.ends_at.astimezone(ZONE)
    first, last = search.first, search.last
    if search.when:
        first, last = preset_days(search.when, TODAY)
    lasts_days = ends - starts >= timedelta(days=1)
    if first and last:
        first = max(first, TODAY)
        reaches = lasts_days and starts.date() < first <= (ends - timedelta(seconds=1)).date()
        if last < TODAY or not (first <= starts.date() <= last or reaches):
            return False
    if search.parts and not set(search.parts) & slow_parts(starts, ends, event.is_drop_in, lasts_days):
        return False
    near = search.near
    return (
        row.ends_at > now
        and (not search.towns or row.town in search.towns)
        and (not near or (row.lat is not None and km((row.lat, row.lon or 0), (near.lat, near.lon)) <= near.km))
        and (not search.audiences or bool(set(search.audiences) & set(event.audiences)))
        and (
            search.age is None
            or (event.age_min or 0) <= search.age <= (120 if event.age_max is None else event.age_max)
        )
        and (not search.topics or bool(set(search.topics) & set(event.topics)))
        and (not search.kinds or event.kind in search.kinds)
        and (not search.free or event.is_free)
        and (not search.seats or has_seats(row, event, now))
        and (not search.access or bool(set(search.access) & (event.access | ({"any"} if event.access else set()))))
    )


def slow_parts(starts: datetime, ends: datetime, is_drop_in: bool, lasts_days: bool) -> set[str]:
    if lasts_days:
        return {"morning", "afternoon"}
    hours, moment = {starts.hour}, starts
    while is_drop_in and moment < ends and moment.date() == starts.date():
        hours.add(moment.hour)
        moment += timedelta(minutes=1)
    return {"morning" if hour < 12 else "afternoon" if hour < 18 else "evening" for hour in hours}


def has_seats(row: OccurrenceFacts, event: EventFacts, now: datetime) -> bool:
    open_ = event.is_drop_in or min(row.closes_at, row.starts_at) > now
    return row.is_on and not row.is_full and open_


def ids(index: Index, bits: int) -> list[int]:
    return [index.ids[position] for position in bitsets.iterate(bits)]


@settings(max_examples=250, deadline=None)
@given(worlds(), searches, st.sampled_from([0, 45, 300]))
def test_bit_sets_answer_as_a_plain_filter_does(
    world: tuple[list[OccurrenceFacts], Mapping[int, EventFacts]], search: Search, later: int
) -> None:
    rows, events = world
    now = NOW + timedelta(minutes=later)
    index = make_index(rows, events, MOMENT)
    answer = index.answer(search, Moment(int(now.timestamp()), TODAY))
    known = sorted((row for row in rows if row.event_id in events), key=lambda row: (row.starts_at, row.id))
    hits = [row for row in known if fits(row, events[row.event_id], search, now)]
    assert ids(index, answer.rows) == [row.id for row in hits]
    assert answer.total == sum(row.is_on for row in hits)
    assert answer.cancelled == sum(not row.is_on for row in hits)
    for slug in SLUGS:
        other = replace(search, topics=(slug,))
        expected = sum(row.is_on and fits(row, events[row.event_id], other, now) for row in known)
        assert answer.counts["topic"].get(slug, 0) == expected
    for preset in PRESETS:
        expected = sum(row.is_on and fits(row, events[row.event_id], search.during(preset), now) for row in known)
        assert answer.counts["when"][preset] == expected
    for name in ("free", "seats"):
        expected = sum(
            row.is_on and fits(row, events[row.event_id], replace(search, **{name: True}), now) for row in known
        )
        assert answer.counts[name]["1"] == expected


@given(worlds(), st.sets(st.integers(1, 14)))
def test_newer_fullness_gives_what_a_new_index_would(
    world: tuple[list[OccurrenceFacts], Mapping[int, EventFacts]], full: set[int]
) -> None:
    rows, events = world
    told = make_index(rows, events, MOMENT).with_full(full)
    anew = make_index([replace(row, is_full=row.id in full) for row in rows], events, MOMENT)
    for hours in (0, 12, 200):
        moment = replace(MOMENT, seconds=MOMENT.seconds + hours * 3600)
        assert told.with_seats(moment) & told.alive(moment) == anew.with_seats(moment) & anew.alive(moment)


@given(st.sets(st.integers(0, 9000)), st.integers(0, 9000), st.integers(0, 30))
def test_a_set_gives_its_first_positions_from_anywhere(positions: set[int], start: int, count: int) -> None:
    bits = bitsets.from_positions(positions, 9001)
    assert bits.bit_count() == len(positions)
    assert bitsets.take(bits, count, start) == sorted(p for p in positions if p >= start)[:count]


def row(id_: int, *, hours: float = 24, minutes: int = 60, event: int = 1) -> OccurrenceFacts:
    starts = NOW + timedelta(hours=hours)
    return OccurrenceFacts(
        id_, event, starts, starts + timedelta(minutes=minutes), starts, True, False, None, None, None
    )


def plain_event(id_: int) -> EventFacts:
    return EventFacts(id_, 1, "x", None, None, True, False, frozenset())


def test_pages_follow_each_other_without_gap_or_double_even_within_one_second() -> None:
    index = make_index([row(id_) for id_ in (5, 3, 9, 1, 7)], {1: plain_event(1)}, MOMENT)
    after, seen, more = None, [], True
    while more:
        positions, more = index.page(index.alive(MOMENT), 2, after)
        seen += [index.ids[position] for position in positions]
        after = (index.starts[positions[-1]], index.ids[positions[-1]])
    assert seen == [1, 3, 5, 7, 9]


def test_a_cursor_of_an_occurrence_that_is_gone_goes_on_where_it_was() -> None:
    index = make_index([row(1), row(3), row(4, hours=30)], {1: plain_event(1)}, MOMENT)
    positions, more = index.page(index.alive(MOMENT), 5, (index.starts[0], 2))
    assert ([index.ids[position] for position in positions], more) == ([3, 4], False)


def test_a_short_list_shows_each_event_once() -> None:
    rows = [row(1, hours=1), row(2, hours=2), row(3, hours=3, event=2), row(4, hours=4, event=2)]
    index = make_index(rows, {1: plain_event(1), 2: plain_event(2)}, MOMENT)
    assert [index.ids[p] for p in index.first_of_each_event(index.alive(MOMENT), 6)] == [1, 3]


def test_an_exhibition_is_found_on_each_of_its_days_and_not_after() -> None:
    index = make_index([row(1, hours=-30, minutes=4 * 1440 + 600)], {1: plain_event(1)}, MOMENT)
    found = {
        offset for offset in range(-3, 8) if index.answer(Search().on(TODAY + timedelta(days=offset)), MOMENT).total
    }
    assert found == {0, 1, 2, 3}  # from yesterday 4:00 to the 13th, 14:00


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097])
def test_sets_of_any_size(size: int) -> None:
    bits = bitsets.span(0, size)
    assert list(bitsets.iterate(bits)) == list(range(size))
