"""The ledger of time: half-open intervals, and the way between two places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.bases.rules.points import Point
from sciencepop.bookings.rules.ledger import Clash, CommitmentKind, Span, Taken, clash_of, first_clash, way_minutes

NOON = datetime(2026, 10, 10, 4, 0, tzinfo=UTC)
HERE, NEXT_DOOR, FAR = Point(31.03, 121.22), Point(31.0310, 121.2210), Point(31.10, 121.18)
ATTEND, SERVE = CommitmentKind.ATTEND, CommitmentKind.SERVE


def span(start: int, end: int, point: Point | None = HERE) -> Span:
    return Span(NOON + timedelta(minutes=start), NOON + timedelta(minutes=end), point)


@pytest.mark.parametrize(
    ("here", "there", "minutes"),
    [(HERE, HERE, 0), (HERE, NEXT_DOOR, 0), (HERE, FAR, 40), (None, FAR, 0), (HERE, None, 0)],
)
def test_the_way_takes_time_where_both_places_are_known(here: Point | None, there: Point | None, minutes: int) -> None:
    assert way_minutes(here, there) == minutes


@pytest.mark.parametrize(
    ("taken", "kind", "expected"),
    [
        (span(0, 60), ATTEND, Clash.REFUSED),
        (span(59, 90), ATTEND, Clash.REFUSED),
        (span(-30, 1), ATTEND, Clash.REFUSED),
        (span(60, 90), ATTEND, None),
        (span(-30, 0), ATTEND, None),
        (span(60, 90, FAR), ATTEND, Clash.WARNED),
        (span(60, 90, FAR), SERVE, Clash.REFUSED),
        (span(-60, -39, FAR), ATTEND, Clash.WARNED),
        (span(-60, -40, FAR), ATTEND, None),
        (span(100, 160, FAR), SERVE, None),
        (span(60, 90, None), SERVE, None),
    ],
)
def test_overlap_is_refused_and_a_short_way_only_where_others_rely_on_somebody(
    taken: Span, kind: CommitmentKind, expected: Clash | None
) -> None:
    assert clash_of(span(0, 60), Taken(1, kind, taken)) is expected


@given(*(st.integers(-600, 600) for _ in range(2)), *(st.integers(1, 300) for _ in range(2)))
def test_clashes_are_the_same_from_either_side(first: int, second: int, long: int, short: int) -> None:
    one, two = span(first, first + long), span(second, second + short, FAR)
    assert clash_of(one, Taken(1, ATTEND, two)) is clash_of(two, Taken(2, ATTEND, one))


def test_the_earliest_of_several_is_named() -> None:
    rows = [Taken(3, ATTEND, span(30, 40)), Taken(2, ATTEND, span(10, 20)), Taken(1, ATTEND, span(200, 210))]
    found = first_clash(span(0, 60), rows, Clash.REFUSED)
    assert found is not None and found.id == 2
