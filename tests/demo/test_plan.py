"""The plan alone: from texts, a seed and a day; no database."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from sciencepop.core.config import ROOT
from sciencepop.core.reference import Reference
from sciencepop.demo.cli import FOLDER
from sciencepop.demo.dates import PATTERNS
from sciencepop.demo.people import RESIDENT
from sciencepop.demo.plan import Season, make_season
from sciencepop.demo.texts import Texts, read_texts
from sciencepop.programme.rules.completeness import missing_fields

TODAY = date(2026, 10, 10)
REFERENCE = Reference(ROOT / "data" / "district.toml")
TEXTS = read_texts(FOLDER)
TOWNS = {town.code: (town.lat, town.lon) for town in REFERENCE.towns.values()}
LIVE = ("held", "pending", "offered", "confirmed", "attended")


def season(seed: int = 1, today: date = TODAY, scale: float = 1.0, texts: Texts = TEXTS) -> Season:
    return make_season(texts, TOWNS, seed=seed, today=today, scale=scale, uid_domain="sample.example")


def everything(made: Season) -> list[Any]:
    """All rows and all claims, as they would be written."""
    rows: list[Any] = [(name, dict(row)) for name, table in made.tables() for row in table]
    claims = [(claim.row, claim.guests) for claim in made.claims.all(made.sessions.sessions)]
    return [*rows, *claims, made.claims.full]


@pytest.fixture(scope="module")
def made() -> Season:
    return season()


@pytest.fixture(scope="module")
def claims(made: Season) -> list[dict[str, Any]]:
    return [dict(claim.row) for claim in made.claims.all(made.sessions.sessions)]


def test_the_same_seed_and_day_give_the_same_season() -> None:
    assert everything(season(scale=0.1)) == everything(season(scale=0.1))


def test_another_seed_gives_another_season() -> None:
    assert everything(season(seed=1, scale=0.1)) != everything(season(seed=2, scale=0.1))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("days", range(7))
def test_the_season_is_large_whatever_the_seed_and_the_weekday(seed: int, days: int) -> None:
    made = season(seed, TODAY + timedelta(days=days))
    assert len(made.sessions.sessions) >= 1500
    assert {event.venue.slug for event in made.events} == {venue.slug for venue in made.venues}


def test_there_are_72_bases_of_every_kind_in_every_town() -> None:
    assert len(TEXTS.venues) == 72
    assert {venue.kind for venue in TEXTS.venues} == set(REFERENCE.base_kinds)
    assert {venue.town_code for venue in TEXTS.venues} - {None} == set(REFERENCE.towns)
    assert {flag for venue in TEXTS.venues for flag in venue.access} <= set(REFERENCE.access)


def test_invented_venues_say_that_they_are_samples_and_real_ones_keep_their_names() -> None:
    assert {venue.name.zh.endswith("（示例）") for venue in TEXTS.venues if not venue.is_real} == {True}
    assert {venue.name.en.endswith("(sample)") for venue in TEXTS.venues if not venue.is_real} == {True}
    assert [venue.name.zh for venue in TEXTS.venues if venue.is_real and "示例" in venue.name.zh] == []
    assert sum(venue.is_real for venue in TEXTS.venues) == 24


def test_every_idea_fits_the_vocabularies() -> None:
    slugs = {venue.slug for venue in TEXTS.venues}
    topics_met = {topic for venue in TEXTS.venues for topic in venue.topics}
    for idea in TEXTS.ideas:
        assert idea.kind in REFERENCE.event_kinds, idea.key
        assert set(idea.topics) <= set(REFERENCE.topics), idea.key
        assert set(idea.audiences) <= set(REFERENCE.audiences), idea.key
        assert set(idea.access) <= set(REFERENCE.access), idea.key
        assert idea.when in PATTERNS, idea.key
        assert (idea.at in slugs) if idea.at else (idea.topics[0] in topics_met), idea.key


def test_every_idea_has_words_of_its_own_in_both_languages() -> None:
    titles = [title for idea in TEXTS.ideas for title in (idea.title, idea.again)]
    assert len(TEXTS.ideas) >= 60
    assert len({title.zh for title in titles}) == len({title.en for title in titles}) == len(titles)
    for idea in TEXTS.ideas:
        assert 3 <= len(re.findall(r"[。？！]", idea.body.zh)) <= 7, idea.key
        assert len(idea.body.en) > 120, idea.key
        assert all((idea.summary.zh, idea.summary.en, idea.bring.zh, idea.bring.en)), idea.key


def test_the_season_covers_all_kinds_audiences_and_topics(made: Season) -> None:
    public = [event for event in made.events if event.state == "published"]
    assert {event.idea.kind for event in public} == set(REFERENCE.event_kinds)
    assert {slug for event in public for slug in event.idea.audiences} == set(REFERENCE.audiences)
    assert {slug for event in public for slug in event.idea.topics} == set(REFERENCE.topics)
    assert {event.venue.town_code for event in public} - {None} == set(REFERENCE.towns)


def test_there_is_work_for_managers_and_the_officer(made: Season) -> None:
    states = Counter(event.state for event in made.events)
    assert set(states) == {"published", "draft", "submitted", "returned", "withdrawn", "cancelled"}
    at_museum = {event.state for event in made.events if event.venue.slug == "astronomy-museum"}
    assert {"published", "submitted"} <= at_museum
    assert [item.state for item in TEXTS.phrases.registrations].count("submitted") >= 2


def test_what_is_handed_in_is_complete(made: Season) -> None:
    for event in made.events:
        values = {**event.row, "audiences": event.idea.audiences, "topics": event.idea.topics}
        assert missing_fields(values) == [], event.row["slug"]


def test_most_events_are_free_and_most_speak_english(made: Season) -> None:
    free = sum(event.row["price_cents"] == 0 for event in made.events)
    english = sum(bool(event.row["title_en"]) for event in made.events)
    assert free > 0.8 * len(made.events)
    assert 0.8 * len(made.events) < english < len(made.events)


def test_the_present_weekends_are_the_densest(made: Season) -> None:
    by_days = Counter(session.days for session in made.sessions.sessions if session.event.state == "published")
    assert min(by_days[0], by_days[7]) >= max(by_days[21], by_days[28])


def test_a_saturday_with_a_child_near_sheshan_has_seats(made: Season, claims: list[dict[str, Any]]) -> None:
    taken = Counter[int]()
    for row in claims:
        if row["state"] in LIVE:
            taken[row["pool_id"]] += row["seats"]
    good = [
        session
        for session in made.sessions.sessions
        if session.event.venue.town_code == "310117103000"
        and session.event.state == "published"
        and {"preschool-family", "teenagers"} & set(session.event.idea.audiences)
        and session.day.weekday() == 5
        and not session.is_cancelled
        and session.pool_id
        and session.size - taken[session.pool_id] >= 4
    ]
    weeks = {session.days // 7 for session in good if 0 < session.days <= 28}
    assert weeks >= {1, 2, 3, 4} or weeks >= {0, 1, 2, 3}


def test_no_pool_gives_more_seats_than_it_has_and_full_is_full(made: Season, claims: list[dict[str, Any]]) -> None:
    taken = Counter[int]()
    for row in claims:
        if row["state"] in LIVE:
            taken[row["pool_id"]] += row["seats"]
    full = {
        session.id for session in made.sessions.sessions if session.pool_id and taken[session.pool_id] == session.size
    }
    assert all(taken[s.pool_id] <= s.size for s in made.sessions.sessions if s.pool_id)
    assert full == set(made.claims.full)


def test_nobody_has_two_bookings_at_one_time(made: Season, claims: list[dict[str, Any]]) -> None:
    day_of = {session.pool_id: session.day for session in made.sessions.sessions if session.pool_id}
    busy = Counter((row["person_id"], day_of[row["pool_id"]]) for row in claims)
    assert max(busy.values()) == 1


def test_booking_codes_are_unique_and_look_like_real_ones(claims: list[dict[str, Any]]) -> None:
    codes = {row["code"] for row in claims}
    assert len(codes) == len(claims)
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{10}", code) for code in codes)


def test_every_state_of_a_booking_is_there_to_see(claims: list[dict[str, Any]]) -> None:
    states = {row["state"] for row in claims}
    assert states == {"waiting", "offered", "confirmed", "attended", "no_show", "cancelled"}


@pytest.mark.parametrize("days", range(7))
def test_the_resident_to_be_tried_has_something_of_each(days: int) -> None:
    made = season(today=TODAY + timedelta(days=days))
    mine = [claim.row for claim in made.claims.all(made.sessions.sessions) if claim.row["person_id"] == RESIDENT]
    assert {row["state"] for row in mine} == {"attended", "confirmed", "offered", "waiting"}


def test_nothing_looks_like_a_telephone_number() -> None:
    words = [str(value) for item in (*TEXTS.venues, *TEXTS.ideas) for value in vars(item).values()]
    words.append(str(TEXTS.phrases))
    assert [word for word in words if re.search(r"\d{7,}|\d{3,4}-\d{4,}", word.replace("310117", ""))] == []


@pytest.mark.parametrize("scale", [0.05, 0.1, 3.0])
def test_scale_multiplies_events_people_and_sessions(scale: float, made: Season) -> None:
    other = season(scale=scale)
    assert len(other.venues) == 72
    assert len(other.sessions.sessions) == pytest.approx(scale * len(made.sessions.sessions), rel=0.3, abs=130)
    assert len(other.people.rows) == pytest.approx(scale * len(made.people.rows), rel=0.3, abs=140)
