"""Whether stops go together as one day: tables of cases, no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sciencepop.bases.rules.points import Point
from sciencepop.bookings.rules.ledger import Span
from sciencepop.bookings.rules.outings import (
    Conflict,
    Leg,
    OutingRefusal,
    find_neighbour,
    leg_between,
    refuse_stops,
)

HERE, NEAR, FAR = Point(31.03, 121.22), Point(31.031, 121.221), Point(31.08, 121.1849)
DAY = date(2026, 10, 17)


def at(hour: float, hours: float = 1.0, point: Point | None = HERE) -> Span:
    start = datetime(2026, 10, 17, tzinfo=UTC) + timedelta(hours=hour)
    return Span(start, start + timedelta(hours=hours), point)


@pytest.mark.parametrize(
    ("first", "second", "leg"),
    [
        (at(9), at(11, point=FAR), Leg(30, 60, None)),
        (at(11, point=FAR), at(9), Leg(30, 60, None)),
        (at(9), at(10.5, point=FAR), Leg(30, 30, None)),
        (at(9), at(10.25, point=FAR), Leg(30, 15, OutingRefusal.WAY_TOO_LONG)),
        (at(9), at(10, point=NEAR), Leg(0, 0, None)),
        (at(9, 2), at(10), Leg(0, -60, OutingRefusal.STOPS_OVERLAP)),
        (at(9), at(10, point=None), Leg(None, 0, None)),
    ],
)
def test_the_way_between_two_stops(first: Span, second: Span, leg: Leg) -> None:
    assert leg_between(first, second) == leg


@pytest.mark.parametrize(
    ("spans", "refused"),
    [
        ([at(9)], Conflict(OutingRefusal.TOO_FEW_STOPS)),
        ([at(hour) for hour in range(6)], Conflict(OutingRefusal.TOO_MANY_STOPS)),
        ([at(hour) for hour in range(5)], None),
        ([at(9, 3), at(10, 0.5), at(11)], Conflict(OutingRefusal.STOPS_OVERLAP, 0, 1)),
        ([at(9), at(10, 0.25, None), at(10.4, point=FAR)], Conflict(OutingRefusal.WAY_TOO_LONG, 0, 2)),
    ],
)
def test_two_to_five_stops_go_together_each_with_each(spans: list[Span], refused: Conflict | None) -> None:
    assert refuse_stops(spans, [DAY] * len(spans)) == refused


def test_an_outing_is_of_one_day() -> None:
    days = [DAY, DAY, DAY + timedelta(days=1)]
    assert refuse_stops([at(9), at(11), at(35)], days) == Conflict(OutingRefusal.OTHER_DAY, 0, 2)


@pytest.mark.parametrize(
    ("wish", "taken", "neighbour"),
    [
        (at(11), [], 0),
        (at(13.5), [], 1),
        (at(7), [], 0),
        (at(10.25, point=FAR), [], None),
        (at(9.5), [], None),
        (at(11), [at(11.5)], None),
        (at(11), [at(12.25, point=FAR)], None),
    ],
)
def test_another_stop_fits_before_after_or_between(wish: Span, taken: list[Span], neighbour: int | None) -> None:
    assert find_neighbour(wish, [at(9), at(15)], taken) == neighbour
