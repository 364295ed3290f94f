"""The chance of a place in line: tables and properties, history from real rows, and whether it comes true."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.queries.forecast import MOST_SESSIONS, list_freed
from sciencepop.bookings.rules.forecast import LEAST_SESSIONS, Forecast, forecast
from sciencepop.core.db import db
from sciencepop.programme.models import Event, Occurrence, OccurrenceState
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.page import Page
from tests.statements import counted

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LEFT = 2 * DAY


@pytest.mark.parametrize(
    ("freed", "seats", "ahead", "free", "expected"),
    [
        ([], 1, 0, 0, Forecast(0, None)),
        ([9] * 4, 1, 0, 0, Forecast(4, None)),
        ([9] * 5, 1, 0, 0, Forecast(5, 80)),
        ([0] * 5, 1, 0, 0, Forecast(5, 0)),
        ([9] * 24, 1, 0, 0, Forecast(24, 90)),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2, 2, 0, Forecast(10, 50)),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2, 2, 1, Forecast(10, 60)),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 2, 0, Forecast(10, 40)),
        ([0] * 9, 2, 0, 5, Forecast(9, 0)),
    ],
)
def test_the_chance_is_the_part_of_full_sessions_that_freed_enough(
    freed: list[int], seats: int, ahead: int, free: int, expected: Forecast
) -> None:
    assert forecast(freed, seats=seats, seats_ahead=ahead, free=free) == expected


FREED = st.lists(st.integers(0, 40), min_size=LEAST_SESSIONS, max_size=MOST_SESSIONS)
SOME = st.integers(0, 30)


@given(FREED, st.integers(1, 10), SOME, SOME, SOME)
def test_more_ahead_or_a_larger_party_never_raises_it(
    freed: list[int], seats: int, ahead: int, free: int, more: int
) -> None:
    base = forecast(freed, seats=seats, seats_ahead=ahead, free=free).percent
    assert base is not None
    longer = forecast(freed, seats=seats, seats_ahead=ahead + more, free=free).percent
    larger = forecast(freed, seats=seats + more, seats_ahead=ahead, free=free).percent
    roomier = forecast(freed, seats=seats, seats_ahead=ahead, free=free + more).percent
    assert longer is not None
    assert larger is not None
    assert roomier is not None
    assert max(longer, larger) <= base <= roomier


@given(FREED, st.integers(1, 10), SOME)
def test_it_never_promises_and_is_told_in_tens(freed: list[int], seats: int, ahead: int) -> None:
    percent = forecast(freed, seats=seats, seats_ahead=ahead).percent
    assert percent in range(0, 100, 10)


def test_what_is_told_comes_true_at_least_so_often_and_is_not_far_below() -> None:
    """Thousands of made-up events: what is told, against what then happened in the session that was asked about."""
    rng = random.Random(11)
    told: dict[int, list[bool]] = defaultdict(list)
    for _event in range(6000):
        holders, leave = rng.randint(5, 40), rng.uniform(0.02, 0.4)
        freed = [_freed(rng, holders, leave) for _session in range(rng.randint(LEAST_SESSIONS, MOST_SESSIONS))]
        seats, ahead = rng.randint(1, 4), rng.randint(0, 8)
        percent = forecast(freed, seats=seats, seats_ahead=ahead).percent
        assert percent is not None
        told[percent].append(_freed(rng, holders, leave) >= seats + ahead)
    assert len(told) == 10
    for percent, outcomes in told.items():
        came_true = 100 * sum(outcomes) / len(outcomes)
        assert percent - 3 <= came_true <= percent + 30, (percent, came_true, len(outcomes))


def _freed(rng: random.Random, holders: int, leave: float) -> int:
    return sum(rng.choice((1, 2)) for _holder in range(holders) if rng.random() < leave)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """Two days from now, closing an hour before."""
    return make_occurrence(session, make_event(session, cast.base), starts_in=LEFT, size=4)


def past(session: Session, event: Event, *, days: int, **values: Any) -> Occurrence:
    return make_occurrence(session, event, starts_in=-days * DAY, size=4, **values)


def claim(
    session: Session, occurrence: Occurrence, seats: int, *, gone: datetime | None = None, **more: Any
) -> Booking:
    """A booking from the first day on, given back at `gone`."""
    early = occurrence.starts_at - 20 * DAY
    values: dict[str, Any] = {"seated_at": early, "created_at": early, "changed_at": gone or early}
    values["state"] = BookingState.CANCELLED if gone else BookingState.ATTENDED
    return make_booking(session, occurrence, make_person(session), seats=seats, **(values | more))


def test_only_seats_given_back_in_time_by_sessions_that_were_full_count(
    session: Session, occurrence: Occurrence
) -> None:
    event = occurrence.event
    expected = []
    for days, hours_before, counts in ((3, 47, True), (4, 49, False), (5, 2, True), (6, 0.5, False)):
        over = past(session, event, days=days)
        claim(session, over, 2)
        claim(session, over, 2, gone=over.starts_at - timedelta(hours=hours_before))
        if hours_before < 49:
            expected.append(2 if counts else 0)
    session.flush()
    assert sorted(list_freed(session, occurrence, NOW)) == sorted(expected)


def test_a_place_in_line_that_was_given_up_freed_nothing(session: Session, occurrence: Occurrence) -> None:
    over = past(session, occurrence.event, days=3)
    claim(session, over, 4)
    claim(session, over, 3, gone=over.starts_at - DAY, seated_at=None)
    assert list_freed(session, occurrence, NOW) == [0]


def test_offers_that_ran_out_count_each_time(session: Session, occurrence: Occurrence) -> None:
    over = past(session, occurrence.event, days=3)
    start = over.starts_at
    claim(session, over, 4)
    claim(session, over, 2, gone=start - 30 * HOUR)
    for hours, state in ((20, BookingState.EXPIRED), (10, BookingState.DECLINED)):
        claim(session, over, 2, gone=start - hours * HOUR, seated_at=start - (hours + 10) * HOUR, state=state)
    assert list_freed(session, occurrence, NOW) == [6]


def test_other_events_cancelled_sessions_and_empty_ones_say_nothing(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    claim(session, past(session, make_event(session, cast.base), days=3), 4)
    called_off = past(session, occurrence.event, days=4, state=OccurrenceState.CANCELLED, cancelled_at=NOW)
    claim(session, called_off, 4)
    claim(session, past(session, occurrence.event, days=5), 3)
    past(session, occurrence.event, days=6)
    coming = make_occurrence(session, occurrence.event, starts_in=DAY, size=4)
    claim(session, coming, 4)
    assert list_freed(session, occurrence, NOW) == []


def test_the_history_is_bounded_and_two_queries_long(session: Session, occurrence: Occurrence) -> None:
    for days in range(3, 3 + MOST_SESSIONS + 6):
        over = past(session, occurrence.event, days=days)
        claim(session, over, 4)
    session.flush()
    with counted() as seen:
        assert list_freed(session, occurrence, NOW) == [0] * MOST_SESSIONS
    assert len(seen) == 2


def full_history(session: Session, event: Event, *, sessions: int) -> None:
    """Every second session gave two seats back, a day before."""
    for number in range(sessions):
        over = past(session, event, days=3 + number)
        claim(session, over, 2)
        claim(session, over, 2, gone=over.starts_at - DAY if number % 2 else None)


@pytest.mark.parametrize(("sessions", "words"), [(11, "约 40 %"), (4, "现在还说不准")])
def test_whoever_thinks_of_waiting_and_whoever_waits_is_told(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence, sessions: int, words: str
) -> None:
    full_history(session, occurrence.event, sessions=sessions)
    session.commit()
    services.book(occurrence.id, by=cast.neighbour, seats=4, now=NOW)
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={occurrence.id}&seats=2")
    assert words in page.text()
    code = services.join_waiting(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    page.get(f"/my/bookings/{code}")
    assert words in page.text()
    if sessions >= LEAST_SESSIONS:
        assert f"依据本活动过去 {sessions} 场" in page.text()
        services.join_waiting(occurrence.id, by=cast.officer, seats=1, now=NOW)
        behind = Page(page.app).sign_in(cast.manager)
        behind.get(f"/bookings/new?occurrence={occurrence.id}")
        assert "不到 10 %" in behind.text()
        page.get(f"/en/my/bookings/{code}")
        assert "about 40%" in page.text()


def test_where_seats_are_free_nothing_is_foretold(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    db.session.commit()
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={occurrence.id}")
    assert "机会" not in page.text()
