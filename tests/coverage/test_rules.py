"""What is counted together, what a number is measured by, and where there is too little."""

from __future__ import annotations

from datetime import date

import pytest

from sciencepop.coverage.rules.gaps import Band, Gap, band_of, gaps_of
from sciencepop.coverage.rules.held import NONE, Dimension, Held, Numbers, Source, per_thousand, some, table, total
from sciencepop.coverage.rules.periods import quarter_of, read_period, recent
from sciencepop.coverage.rules.populations import Count, known_on, people_of, refuse_count, who_of
from sciencepop.coverage.rules.refusals import Refusal

D = Dimension


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026Q5", None, None),
        ("1999", None, None),
        ("20260", None, None),
        ("२०२६", None, None),
        ("", None, None),
    ],
)
def test_a_period_is_read_from_an_address(text: str, first: date | None, last: date | None) -> None:
    found = read_period(text)
    assert (found and found.first, found and found.last) == (first, last)
    assert found is None or found.slug == text


def test_years_and_quarters_up_to_today_are_offered() -> None:
    slugs = [one.slug for one in recent(date(2026, 2, 3), 3, 2)]
    assert slugs == ["2026", "2025", "2026Q1", "2025Q4", "2025Q3"]
    assert quarter_of(2026, 4).after == date(2027, 1, 1)


def held(id: int, town: str, *audiences: str, sessions: int = 1, visits: int = 0) -> Held:
    labels = {D.TOWN: (town,), D.AUDIENCE: some(audiences)}
    return Held(Source.EVENT, id, labels, Numbers(sessions, 20 * sessions, visits, visits))


def test_a_session_counts_for_each_of_its_labels_and_once_in_all() -> None:
    rows = [held(1, "a", "seniors", "workers", sessions=2, visits=7), held(2, "b", "seniors"), held(3, "b")]
    assert table(rows, D.AUDIENCE) == {
        "seniors": Numbers(3, 60, 7, 7),
        "workers": Numbers(2, 40, 7, 7),
        NONE: Numbers(1, 20),
    }
    assert table(rows, D.AUDIENCE, {D.TOWN: "b"}) == {"seniors": Numbers(1, 20), NONE: Numbers(1, 20)}
    assert total(rows) == Numbers(4, 80, 7, 7)
    assert total(rows, {D.TOWN: "b", D.AUDIENCE: "workers"}) == Numbers()


@pytest.mark.parametrize(
    ("count", "people", "rate"), [(3, 1500, 2.0), (1, 30000, 0.0), (0, 900, 0.0), (None, 900, None), (5, None, None)]
)
def test_a_rate_needs_both_numbers(count: int | None, people: int | None, rate: float | None) -> None:
    assert per_thousand(count, people) == rate


def count(town: str, people: int | None, day: int = 1, group: str = "") -> Count:
    return Count(town, group, 2020, people, "census", date(2026, 1, day))


def test_the_latest_count_that_has_begun_holds_and_one_without_people_takes_it_back() -> None:
    counts = [count("a", 10), count("a", 11), count("a", 12, day=5), count("b", 20), count("b", None, day=3)]
    assert {key: one.people for key, one in known_on(counts, date(2026, 1, 2)).items()} == {
        ("a", ""): 11,
        ("b", ""): 20,
    }
    later = known_on(counts, date(2026, 1, 5))
    assert (people_of(later, "a"), people_of(later, "b"), people_of(later, "a", "seniors")) == (12, None, None)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (count("a", 40), None),
        (count("a", 101), Refusal.MORE_THAN_ALL),
        (count("b", 31, group="seniors"), Refusal.MORE_THAN_ALL),
        (count("d", 500), None),
        (count("d", 29), Refusal.LESS_THAN_PART),
        (count("b", None), None),
    ],
)
def test_no_part_has_more_people_than_the_whole(given: Count, refusal: Refusal | None) -> None:
    known = known_on([count("d", 100), count("b", 30)], date(2026, 1, 1))
    assert refuse_count(given, known, "d") == refusal


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({}, ("d", "")),
        ({D.TOWN: "a"}, ("a", "")),
        ({D.TOWN: "a", D.AUDIENCE: "seniors", D.PART: "off"}, ("a", "seniors")),
        ({D.AUDIENCE: "everyone"}, ("d", "")),
        ({D.AUDIENCE: "everyone", D.AGE: "60"}, ("d", "60")),
        ({D.AUDIENCE: "seniors", D.AGE: "60"}, None),
        ({D.TOWN: NONE}, None),
    ],
)
def test_a_number_is_measured_by_the_people_it_is_about(
    asked: dict[Dimension, str], who: tuple[str, str] | None
) -> None:
    assert who_of(asked, "d", "everyone") == who


@pytest.mark.parametrize(
    ("sessions", "people", "found"),
    [
        ({"a": 4, "b": 2, "c": 10, "d": 8, "e": 0}, {}, [("b", 2, 4, False), ("e", 0, 4, False)][1:]),
        ({"a": 4, "b": 1, "c": 10, "d": 8, "e": 0}, {}, [("b", 1, 4, False), ("e", 0, 4, False)]),
        # Many sessions and very many people: too few for 1,000 of them. Two towns are not measured by people.
        ({"a": 9, "b": 2, "c": 2, "d": 2, "e": 2}, {"a": 90000, "b": 1000, "c": 1000}, [("a", 0.1, 2, True)]),
        ({"a": 9, "b": 2, "c": 2, "d": 2, "e": 2}, {"a": 90000, "b": 1000}, []),
        ({"a": 3, NONE: 2}, {}, [("", 0, 0, False)]),
        ({}, {}, [("", 0, 0, False)]),
    ],
)
def test_gaps_are_none_at_all_or_less_than_half_of_the_middle(
    sessions: dict[str, int], people: dict[str, int], found: list[tuple[str, float, float, bool]]
) -> None:
    gaps = gaps_of(sessions, "abcde", people, below_percent=50)
    assert [(gap.town, gap.value, gap.middle, gap.is_rate) for gap in gaps] == found
    assert all(gap.sessions == (sessions.get(gap.town, 0) if gap.town else sum(sessions.values())) for gap in gaps)


def test_a_town_on_the_map_has_none_or_few_or_enough() -> None:
    gaps = [Gap("b", "", 1, 1, 4, is_rate=False)]
    assert [band_of(*one, gaps) for one in (("a", 0), ("b", 1), ("c", 9))] == [Band.NONE, Band.LOW, Band.FAIR]
