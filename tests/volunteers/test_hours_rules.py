"""What counts, who corrects, and how a proof is signed: rules alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sciencepop.volunteers.rules.hours import (
    Answer,
    HoursPolicy,
    HoursRefusal,
    answer_of,
    counted_minutes,
    half_hours,
    is_locked,
    read_hours_policy,
    refuse_claim,
    refuse_correction,
    refuse_sign_in,
)
from sciencepop.volunteers.rules.proofs import (
    ProofPolicy,
    ProofRefusal,
    canonical,
    digest_of,
    masked,
    read_proof_policy,
    refuse_request,
    serial_of,
)

START = datetime(2026, 10, 10, 1, 0, tzinfo=UTC)
END = START + timedelta(minutes=180)
R = HoursRefusal


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        (0, 180, 180),
        (-40, 180, 180),
        (0, 300, 180),
        (20, 180, 160),
        (0, 90, 90),
        (170, 180, 10),
        (50, 50, 0),
    ],
)
def test_the_shorter_of_signed_and_planned_counts(came: int, left: int, minutes: int) -> None:
    times = {"came_at": START + timedelta(minutes=came), "left_at": START + timedelta(minutes=left)}
    assert counted_minutes(**times, starts_at=START, ends_at=END) == minutes


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0"), (29, "0"), (30, "0.5"), (95, "1.5"), (2190, "36.5"), (-30, "0")]
)
def test_a_proof_gives_whole_half_hours(minutes: int, shown: str) -> None:
    assert half_hours(minutes) == shown


@pytest.mark.parametrize(("minutes", "refused"), [(-61, True), (-60, False), (0, False), (179, False), (180, True)])
def test_signing_in_is_open_from_an_hour_before_until_the_end(minutes: int, refused: bool) -> None:
    found = refuse_sign_in(starts_at=START, ends_at=END, now=START + timedelta(minutes=minutes))
    assert (found is R.SIGN_IN_CLOSED) is refused


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"by": 1}, R.OWN_HOURS),
        ({"by": 2}, R.SAME_PERSON),
        ({"recorded_by": None}, None),
        ({"is_locked": True}, R.LOCKED),
        ({"is_locked": True, "by_district": True}, None),
        ({"after": -1}, R.NOT_SO_MANY),
        ({"after": 1441}, R.NOT_SO_MANY),
        ({"after": 120}, R.NOTHING_CHANGES),
    ],
)
def test_a_correction_is_made_by_a_second_person_in_time(
    changed: dict[str, Any], expected: HoursRefusal | None
) -> None:
    facts: dict[str, Any] = {"person_id": 1, "recorded_by": 2, "by": 3, "before": 120, "after": 150}
    assert refuse_correction(**(facts | {"is_locked": False, "by_district": False} | changed)) is expected


def test_hours_are_locked_the_day_after_the_last_day() -> None:
    policy, day = HoursPolicy(locked_after_days=30), date(2026, 10, 1)
    assert [is_locked(day, day + timedelta(days=days), policy) for days in (0, 30, 31)] == [False, False, True]


def test_nobody_asks_twice_or_for_the_future() -> None:
    facts: dict[str, Any] = {"minutes": 60, "served_on": date(2026, 10, 1), "today": date(2026, 10, 2)}
    facts |= {"policy": HoursPolicy(), "is_asked": False}
    changes: list[dict[str, Any]] = [{}, {"is_asked": True}, {"served_on": date(2026, 10, 3)}, {"minutes": 1441}]
    assert [refuse_claim(**(facts | change)) for change in changes] == [None, R.ASKED_ALREADY, R.FUTURE, R.NOT_SO_MANY]


@pytest.mark.parametrize(("after", "answer"), [(150, Answer.GRANTED), (135, Answer.PARTLY), (120, Answer.REFUSED)])
def test_an_answer_says_how_much_of_it_was_right(after: int, answer: Answer) -> None:
    assert answer_of(before=120, asked=150, after=after) is answer


@pytest.mark.parametrize("section", [{"locked_after": 3}, {"locked_after_days": -1}, {"locked_after_days": True}])
def test_wrong_settings_of_hours_stop_the_site(section: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="volunteer_hours"):
        read_hours_policy(section)


@pytest.mark.parametrize("section", [{"published_days": 6}, {"series": 3}, {"stamp": "x"}])
def test_wrong_settings_of_proofs_stop_the_site_and_the_law_sets_the_least(section: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="service_proof"):
        read_proof_policy(section)


def test_a_proof_needs_half_an_hour_and_days_that_are_over() -> None:
    facts: dict[str, Any] = {"from_on": date(2026, 10, 1), "until_on": date(2026, 10, 9), "today": date(2026, 10, 10)}
    facts |= {"minutes": 30, "under_way": 0, "has_name": True}
    changes: list[dict[str, Any]] = [{}, {"minutes": 29}, {"until_on": date(2026, 10, 11)}, {"under_way": 5}]
    changes.append({"from_on": date(2026, 10, 10)})
    P = ProofRefusal  # noqa: N806
    expected = [None, P.NOTHING_TO_PROVE, P.DATES_WRONG, P.TOO_MANY, P.DATES_WRONG]
    assert [refuse_request(**(facts | change)) for change in changes] == expected


def test_the_digest_is_of_the_canonical_text_and_changes_with_every_value() -> None:
    payload = {"b": 1, "a": {"名": "张𬭎"}}
    assert canonical(payload) == '{"a":{"名":"张𬭎"},"b":1}'.encode()
    assert digest_of(payload) == digest_of({"a": {"名": "张𬭎"}, "b": 1}) != digest_of(payload | {"b": 2})


def test_numbers_and_names_as_strangers_see_them() -> None:
    assert serial_of(ProofPolicy(series="SJZY"), 2026, 12) == "SJZY-2026-000012"
    assert [masked(name) for name in ("张三丰", " 李", "")] == ["张＊", "李＊", "＊＊"]
