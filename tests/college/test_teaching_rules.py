"""Attendance, completion and fees: rules with values in and an answer out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sciencepop.college.models import CourseCertificate
from sciencepop.college.rules.attendance import (
    Mark,
    TeachingRefusal,
    is_sign_in_open,
    mark_of_coming,
    refuse_correction,
    refuse_leave,
    refuse_list,
)
from sciencepop.college.rules.completion import ClassRule, Outcome, outcome_of, progress_of
from sciencepop.college.rules.fees import Rate, fault_of, rate_on
from sciencepop.core.sealed import serial_of

R, M = TeachingRefusal, Mark
START = datetime(2027, 3, 3, 1, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "is_open", "mark"),
    [
        (START - 31 * MINUTE, False, M.PRESENT),
        (START - 30 * MINUTE, True, M.PRESENT),
        (START + 15 * MINUTE, True, M.PRESENT),
        (START + 16 * MINUTE, True, M.LATE),
        (END, False, M.LATE),
    ],
)
def test_learners_sign_in_around_a_lesson_and_are_late_after_a_quarter(
    now: datetime, is_open: bool, mark: Mark
) -> None:
    assert (is_sign_in_open(START, END, now), mark_of_coming(START, now)) == (is_open, mark)


@pytest.mark.parametrize(
    ("now", "was_kept", "refusal"),
    [
        (START - 31 * MINUTE, False, R.LIST_TOO_EARLY),
        (START, True, None),
        (END + timedelta(days=3) - MINUTE, True, None),
        (END + timedelta(days=3), True, R.LIST_CLOSED),
        (END + timedelta(days=30), False, None),
    ],
)
def test_a_list_closes_after_three_days_but_one_that_nobody_kept_stays_open(
    now: datetime, was_kept: bool, refusal: TeachingRefusal | None
) -> None:
    assert refuse_list(START, END, now, was_kept=was_kept) is refusal


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"before": None, "marked_by": None}, None),
        ({"by": 9}, R.OWN_ATTENDANCE),
        ({"is_list_open": True}, R.LIST_STILL_OPEN),
        ({"by": 1}, R.OWN_MARK),
        ({"after": M.ABSENT}, R.NOTHING_CHANGES),
        ({"reason": ""}, R.WHY_MISSING),
    ],
)
def test_a_mark_is_put_right_by_a_second_person_with_a_reason(
    changed: dict[str, object], refusal: TeachingRefusal | None
) -> None:
    usual = {"before": M.ABSENT, "after": M.PRESENT, "marked_by": 1, "by": 2, "learner": 9, "reason": "看错了"}
    assert refuse_correction(**({"is_list_open": False} | usual | changed)) is refusal  # type: ignore[arg-type]


def test_leave_is_asked_for_before_the_lesson_with_a_reason() -> None:
    assert [refuse_leave(START, "看病", START - MINUTE), refuse_leave(START, "看病", START)] == [None, R.LEAVE_TOO_LATE]
    assert refuse_leave(START, "", START - MINUTE) is R.WHY_MISSING


@pytest.mark.parametrize(
    ("marks", "leave_counts", "homework", "outcome"),
    [
        ([M.PRESENT] * 6 + [M.ABSENT] * 2, False, True, Outcome.COMPLETED),
        ([M.PRESENT] * 5 + [M.LATE] + [M.ABSENT] * 2, False, True, Outcome.COMPLETED),
        ([M.PRESENT] * 5 + [M.LEAVE] * 3, False, True, Outcome.TOO_FEW),
        ([M.PRESENT] * 5 + [M.LEAVE] * 3, True, True, Outcome.COMPLETED),
        ([M.PRESENT] * 5, False, True, Outcome.TOO_FEW),
        ([M.PRESENT] * 8, False, False, Outcome.HOMEWORK),
        ([M.PRESENT] * 3, False, False, Outcome.TOO_FEW),
    ],
)
def test_a_class_is_completed_by_its_own_rule(
    marks: list[Mark], leave_counts: bool, homework: bool, outcome: Outcome
) -> None:
    rule = ClassRule(lessons=8, percent=70, leave_counts=leave_counts, homework_needed=True)
    assert rule.needed == 6
    assert outcome_of(rule, progress_of(rule, marks), has_homework=homework) is outcome


def test_progress_says_what_counts_and_what_is_missing() -> None:
    found = progress_of(ClassRule(lessons=10, percent=70), [M.PRESENT, M.LATE, M.LEAVE, M.ABSENT])
    assert (found.counted, found.percent, found.needed, found.missing, found.leave) == (2, 20, 7, 5, 1)
    assert [ClassRule(lessons=number, percent=70).needed for number in (1, 3, 4, 10)] == [1, 3, 3, 7]
    assert serial_of(CourseCertificate.SERIES, 2027, 12) == "KPDX-2027-000012"


def test_a_lesson_is_paid_at_the_rate_of_its_day() -> None:
    rates = [Rate("junior", date(2026, 1, 1), date(2026, 12, 31), 200), Rate("junior", date(2027, 1, 1), None, 250)]
    days = (date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1))
    assert [rate.yuan if (rate := rate_on(rates, "junior", day)) else None for day in days] == [None, 200, 250]
    assert rate_on(rates, "senior", date(2027, 1, 1)) is None
    assert fault_of(rates) == ""
    assert fault_of([*rates, Rate("junior", date(2026, 12, 31), None, 1)]) != ""
    assert fault_of([Rate("junior", date(2026, 1, 2), date(2026, 1, 1), 1)]) != ""
