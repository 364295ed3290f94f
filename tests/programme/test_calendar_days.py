"""Hours or whole days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sciencepop.programme.rules.calendar_days import is_whole_days, whole_days


@pytest.mark.parametrize(
    ("starts", "ends", "is_days"),
    [
        (datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 10, 1, 17, tzinfo=UTC), False),
        (datetime(2026, 10, 1, 20, tzinfo=UTC), datetime(2026, 10, 2, 2, tzinfo=UTC), False),
        (datetime(2026, 10, 1, 18, tzinfo=UTC), datetime(2026, 10, 2, 17, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 1, 0, tzinfo=UTC), datetime(2026, 10, 2, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 10, 7, 17, tzinfo=UTC), True),
    ],
)
def test_spans_of_a_day_and_more_are_days(starts: datetime, ends: datetime, is_days: bool) -> None:
    assert is_whole_days(starts, ends) is is_days


@pytest.mark.parametrize(
    ("starts", "ends", "first", "after_last"),
    [
        (
            datetime(2026, 10, 1, 0, tzinfo=UTC),
            datetime(2026, 10, 2, 0, tzinfo=UTC),
            date(2026, 10, 1),
            date(2026, 10, 2),
        ),
        (
            datetime(2026, 10, 1, 9, tzinfo=UTC),
            datetime(2026, 10, 7, 17, tzinfo=UTC),
            date(2026, 10, 1),
            date(2026, 10, 8),
        ),
        (
            datetime(2026, 12, 31, 9, tzinfo=UTC),
            datetime(2027, 1, 2, 0, tzinfo=UTC),
            date(2026, 12, 31),
            date(2027, 1, 2),
        ),
    ],
)
def test_the_end_is_the_day_after_the_last(starts: datetime, ends: datetime, first: date, after_last: date) -> None:
    assert whole_days(starts, ends) == (first, after_last)
