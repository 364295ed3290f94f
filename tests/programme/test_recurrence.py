"""Weekly rules, lists of dates, and the bounds that keep them finite."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.programme.rules.recurrence import (
    DAYS_AHEAD,
    MOST_AT_ONCE,
    Slot,
    booking_window,
    make_plan,
    minutes_between,
    read_dates,
    refuse_dates,
    refuse_minutes,
    refuse_week,
    slot_on,
    weekly_dates,
)
from sciencepop.programme.rules.refusals import Refusal

TODAY = date(2026, 10, 10)
NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
SATURDAY, SUNDAY = 5, 6


def test_ten_in_the_morning_in_songjiang_is_two_in_utc() -> None:
    slot = slot_on(date(2026, 10, 24), time(10, 0), 90)
    assert slot == Slot(datetime(2026, 10, 24, 2, 0, tzinfo=UTC), datetime(2026, 10, 24, 3, 30, tzinfo=UTC))
    assert slot.on == date(2026, 10, 24)


def test_early_morning_belongs_to_its_local_date() -> None:
    slot = slot_on(date(2026, 10, 24), time(6, 0), 60)
    assert (slot.starts_at.date(), slot.on) == (date(2026, 10, 23), date(2026, 10, 24))


def test_saturdays_of_a_month_without_the_holiday() -> None:
    saturdays = weekly_dates([SATURDAY], date(2026, 10, 10), date(2026, 10, 31))
    plan = make_plan(saturdays, time(14), 90, now=NOW, exceptions=[date(2026, 10, 17), date(2026, 10, 18)])
    assert [slot.on.day for slot in plan.slots] == [10, 24, 31]
    assert plan.skipped == (date(2026, 10, 17),)
    assert plan.unmatched == (date(2026, 10, 18),)


def test_equal_starts_are_left_out_and_overlaps_are_told() -> None:
    existing = [slot_on(date(2026, 10, 24), time(14), 60), slot_on(date(2026, 10, 31), time(13, 30), 60)]
    plan = make_plan(
        [date(2026, 10, 24), date(2026, 10, 31), date(2026, 11, 7)], time(14), 90, now=NOW, existing=existing
    )
    assert [slot.on for slot in plan.taken] == [date(2026, 10, 24)]
    assert [slot.on for slot in plan.overlapping] == [date(2026, 10, 31)]
    assert [slot.on for slot in plan.slots] == [date(2026, 10, 31), date(2026, 11, 7)]


def test_touching_sessions_do_not_overlap() -> None:
    first = slot_on(TODAY, time(14), 60)
    assert not first.overlaps(slot_on(TODAY, time(15), 60))


def test_what_began_this_morning_is_left_out() -> None:
    plan = make_plan([TODAY, TODAY + timedelta(days=7)], time(10), 60, now=NOW)
    assert [slot.on for slot in plan.past] == [TODAY]
    assert len(plan.slots) == 1


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ([], Refusal.NO_DATES),
        ([date(1, 1, 1)], Refusal.PAST),
        ([date(2026, 10, 9)], Refusal.PAST),
        ([date(9999, 12, 31)], Refusal.TOO_FAR),
        ([TODAY + timedelta(days=DAYS_AHEAD + 1)], Refusal.TOO_FAR),
        ([TODAY + timedelta(days=n) for n in range(MOST_AT_ONCE + 1)], Refusal.TOO_MANY),
    ],
)
def test_dates_that_cannot_be_planned(dates: list[date], code: Refusal) -> None:
    refused = refuse_dates(dates, TODAY)
    assert refused is not None
    assert refused[0] is code


def test_today_and_the_last_day_can_be_planned() -> None:
    assert refuse_dates([TODAY, TODAY + timedelta(days=DAYS_AHEAD)], TODAY) is None


@pytest.mark.parametrize(
    ("weekdays", "from_on", "until_on", "code"),
    [
        ([], TODAY, TODAY, Refusal.NO_WEEKDAYS),
        ([9], TODAY, TODAY, Refusal.NO_WEEKDAYS),
        ([5], date(2026, 11, 1), date(2026, 10, 31), Refusal.DATES_REVERSED),
        ([5], date(1, 1, 1), date(2026, 10, 31), Refusal.PAST),
        ([5], TODAY, date(9999, 12, 31), Refusal.TOO_FAR),
    ],
)
def test_weeks_that_cannot_be_planned(weekdays: list[int], from_on: date, until_on: date, code: Refusal) -> None:
    refused = refuse_week(weekdays, from_on, until_on, TODAY)
    assert refused is not None
    assert refused[0] is code


@pytest.mark.parametrize(
    ("text", "dates", "misfit"),
    [
        ("2026-10-24", [date(2026, 10, 24)], ""),
        (
            "2026年10月24日、2026/11/7\n2026.11.14",
            [date(2026, 10, 24), date(2026, 11, 7), date(2026, 11, 14)],
            "",
        ),
        ("2026-11-07, 2026-10-24；2026-11-07", [date(2026, 10, 24), date(2026, 11, 7)], ""),
        ("", [], ""),
        ("2026-02-30", [], "2026-02-30"),
        ("下周六", [], "下周六"),
        ("2026-10-24 10/25", [], "10/25"),
        ("0000-01-01", [], "0000-01-01"),
    ],
)
def test_dates_are_read_as_people_list_them(text: str, dates: list[date], misfit: str) -> None:
    assert read_dates(text) == (dates, misfit)


@pytest.mark.parametrize(
    ("starts", "ends", "next_day", "minutes"),
    [
        (time(14), time(15, 30), False, 90),
        (time(20), time(1), True, 300),
        (time(9), time(9), True, 1440),
        (time(9), time(9), False, 0),
        (time(15, 30), time(14), False, -90),
    ],
)
def test_minutes_between_two_clocks(starts: time, ends: time, next_day: bool, minutes: int) -> None:
    assert minutes_between(starts, ends, next_day=next_day) == minutes


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (4, Refusal.TOO_SHORT_OR_LONG),
        (5, None),
        (1440, None),
        (1441, Refusal.TOO_SHORT_OR_LONG),
        (-90, Refusal.TOO_SHORT_OR_LONG),
    ],
)
def test_a_session_lasts_minutes_to_a_day(minutes: int, code: Refusal | None) -> None:
    assert refuse_minutes(minutes) is code


def test_booking_opens_at_midnight_and_closes_before_the_start() -> None:
    starts_at = slot_on(date(2026, 10, 24), time(14), 90).starts_at
    opens_at, closes_at = booking_window(starts_at, opens_days=7, closes_minutes=60)
    assert opens_at == datetime(2026, 10, 16, 16, 0, tzinfo=UTC)
    assert closes_at == datetime(2026, 10, 24, 5, 0, tzinfo=UTC)


days = st.dates(TODAY, TODAY + timedelta(days=DAYS_AHEAD))


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    bounds=st.tuples(days, days).map(sorted),
    starts=st.times(),
    minutes=st.integers(5, 1440),
    exceptions=st.sets(days, max_size=10),
    busy=st.sets(days, max_size=10),
)
def test_a_weekly_plan_loses_and_invents_nothing(
    weekdays: set[int],
    bounds: list[date],
    starts: time,
    minutes: int,
    exceptions: set[date],
    busy: set[date],
) -> None:
    rule = list(weekly_dates(weekdays, bounds[0], bounds[1]))
    existing = [slot_on(on, starts, 30) for on in busy]
    plan = make_plan(rule, starts, minutes, now=NOW, existing=existing, exceptions=exceptions)
    parts = [slot.on for slot in (*plan.slots, *plan.taken, *plan.past)] + list(plan.skipped)
    assert sorted(parts) == rule
    assert all(on.weekday() in weekdays and bounds[0] <= on <= bounds[1] for on in rule)
    assert not {slot.starts_at for slot in plan.slots} & {slot.starts_at for slot in existing}
    assert all(slot.starts_at > NOW and slot.on.weekday() in weekdays for slot in plan.slots)
    assert set(plan.overlapping) <= set(plan.slots)
    assert set(plan.skipped) | set(plan.unmatched) == exceptions


@given(on=days, starts=st.times(), opens=st.integers(0, 365), closes=st.integers(0, 10080))
def test_a_booking_window_ends_at_or_before_the_start(on: date, starts: time, opens: int, closes: int) -> None:
    slot = slot_on(on, starts, 60)
    opens_at, closes_at = booking_window(slot.starts_at, opens_days=opens, closes_minutes=closes)
    assert opens_at <= slot.starts_at
    assert closes_at <= slot.starts_at


@given(st.text(max_size=60))
def test_reading_dates_never_fails(text: str) -> None:
    dates, misfit = read_dates(text)
    assert not (dates and misfit)
