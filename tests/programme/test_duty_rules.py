"""Cards, risks and licences as rules: values in, answer out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sciencepop.programme.rules.duty import (
    Card,
    Crowd,
    Licence,
    duty_on,
    end_of,
    is_locked,
    letter_due,
    peaks,
    read_duties,
    refuse_assessment,
    refuse_card,
    refuse_check,
    uncovered,
)
from sciencepop.programme.rules.refusals import Refusal

NOW = datetime(2026, 10, 1, 2, tzinfo=UTC)
TODAY = date(2026, 10, 1)
RULE: dict[str, Any] = {
    "valid_from": date(2026, 1, 1),
    "card_kinds": ["workshop"],
    "expert_risks": ["high"],
    "risk_days": {"low": 365, "medium": 180, "high": 90},
    "told_days": [7, 30],
    "licence_people": 1000,
    "licence_days": 20,
    "licence_sums": True,
    "unlock_hours": 24,
}
[DUTY] = read_duties({"rules": [RULE]})
CARD = Card(6, NOW + timedelta(days=1))


def crowd(number: int, start: int, hours: int, people: int, place: str = "") -> Crowd:
    starts_at = NOW + timedelta(hours=start)
    return Crowd(number, starts_at, starts_at + timedelta(hours=hours), place, people)


def test_the_latest_rule_that_has_begun_counts() -> None:
    later = {**RULE, "valid_from": date(2026, 11, 1), "licence_people": 500}
    duties = read_duties({"rules": [later, RULE]})
    days = [date(2025, 1, 1), date(2026, 10, 31), date(2026, 11, 1)]
    assert [duty_on(duties, day).licence_people for day in days] == [1000, 1000, 500]


@pytest.mark.parametrize(
    "change", [{"told_days": [0]}, {"risk_days": {"low": 1}}, {"expert_risks": ["huge"]}, {"surplus": 1}, None]
)
def test_a_wrong_rule_is_refused_when_the_site_starts(change: dict[str, Any] | None) -> None:
    with pytest.raises(ValueError, match="content_duty"):
        read_duties({"rules": [{**RULE, **change}]} if change else {})


@pytest.mark.parametrize(
    ("risk", "days", "refused"),
    [
        ("low", -1, Refusal.RISK_PAST),
        ("low", 0, None),
        ("high", 90, None),
        ("high", 91, Refusal.RISK_TOO_LONG),
        ("medium", 91, None),
    ],
)
def test_an_assessment_is_good_for_so_long(risk: str, days: int, refused: Refusal | None) -> None:
    assert refuse_assessment(DUTY, risk=risk, until=TODAY + timedelta(days=days), today=TODAY) is refused


@pytest.mark.parametrize(
    ("risk", "checker", "signer", "refused"),
    [
        ("low", "base", 3, None),
        ("low", "base", 1, Refusal.FOUR_EYES),
        ("high", "expert", 2, Refusal.FOUR_EYES),
        ("high", "base", 3, Refusal.EXPERT_NEEDED),
        ("high", "expert", 3, None),
    ],
)
def test_an_author_never_signs_and_an_expert_must_for_a_high_risk(
    risk: str, checker: str, signer: int, refused: Refusal | None
) -> None:
    assert refuse_check(DUTY, risk=risk, checker=checker, signer=signer, authors=(1, 2, None)) is refused


@pytest.mark.parametrize(
    ("kind", "card", "age_min", "refused"),
    [
        ("lecture", None, None, None),
        ("workshop", None, None, Refusal.CARD_MISSING),
        ("workshop", CARD, 6, None),
        ("workshop", CARD, 5, Refusal.AGE_BELOW_CARD),
        ("lecture", CARD, None, Refusal.AGE_BELOW_CARD),
        ("lecture", Card(0, NOW), None, Refusal.RISK_LAPSED),
    ],
)
def test_publication_asks_for_a_card(
    kind: str, card: Card | None, age_min: int | None, refused: Refusal | None
) -> None:
    assert refuse_card(DUTY, kind=kind, card=card, age_min=age_min, now=NOW) is refused


def test_a_day_ends_at_the_districts_midnight() -> None:
    assert end_of(TODAY) == datetime(2026, 10, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (30, 30, None),
        (7, 30, 7),
        (5, None, 7),
        (0, 7, 0),
        (-3, None, 0),
        (-3, 0, None),
    ],
)
def test_the_base_is_told_in_time_and_each_news_once(left: int, told: int | None, due: int | None) -> None:
    ends_at = NOW + timedelta(days=left)
    assert letter_due(DUTY.told_days, ends_at=ends_at, told=told, now=NOW) == due


def test_people_of_one_time_and_place_are_summed() -> None:
    rows = [crowd(1, 0, 2, 600), crowd(2, 1, 2, 500), crowd(3, 2, 1, 300), crowd(4, 0, 9, 900, "广场")]
    assert peaks(rows, sums=True) == {1: 1100, 2: 1100, 3: 800, 4: 900}
    assert peaks(rows, sums=False)[1] == 600


def test_a_large_session_needs_a_licence_that_covers_its_days_and_people() -> None:
    rows = [crowd(1, 0, 2, 600), crowd(2, 1, 2, 400)]
    fits = Licence(TODAY, TODAY, 1000, NOW)
    assert uncovered(DUTY, [crowd(1, 0, 2, 999)], None) is None
    assert uncovered(DUTY, rows, None) == (rows[0], 1000)
    assert uncovered(DUTY, rows, fits) is None
    assert uncovered(DUTY, rows, Licence(TODAY, TODAY, 999, NOW)) == (rows[0], 1000)
    assert uncovered(DUTY, [*rows, crowd(3, 30, 1, 1000)], fits) == (crowd(3, 30, 1, 1000), 1000)


def test_a_further_licence_opens_what_the_first_one_locked_for_a_day() -> None:
    first = Licence(TODAY, TODAY, 1000, NOW - timedelta(days=9))
    second = Licence(TODAY, TODAY, 1000, NOW - timedelta(hours=23))

    def locked(*licences: Licence, people: int = 1000, is_shown: bool = True, hours: int = 0) -> bool:
        return is_locked(DUTY, licences, is_shown=is_shown, people=people, now=NOW + timedelta(hours=hours))

    assert locked(first)
    assert not locked()
    assert not locked(first, people=999)
    assert not locked(first, is_shown=False)
    assert not locked(first, second)
    assert locked(first, second, hours=1)
