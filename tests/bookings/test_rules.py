"""Decisions about seats, offers and attendance, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.bookings.rules import attendance, promotion
from sciencepop.bookings.rules.attendance import Mark, refuse_mark
from sciencepop.bookings.rules.codes import ALPHABET, CODE, in_groups, new_code
from sciencepop.bookings.rules.idle import why_idle
from sciencepop.bookings.rules.party import Party
from sciencepop.bookings.rules.pools import Pool, PoolKind, Room, seat
from sciencepop.bookings.rules.promotion import ZONE, Entry, Idle, is_quiet, offer_end, shortened
from sciencepop.bookings.rules.refusals import (
    Facts,
    Refusal,
    refuse_accepting,
    refuse_booking,
    refuse_cancelling,
    refuse_size,
)
from sciencepop.bookings.rules.states import IN_PLAY, LIVE, BookingState
from sciencepop.core.table_out import safe_cell

NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = Facts(
    starts_at=NOW + 7 * DAY,
    opens_at=NOW - DAY,
    closes_at=NOW + 6 * DAY,
    now=NOW,
    party=Party(seats=2),
    most_seats=5,
    size=20,
    free=8,
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"is_public": False}, Refusal.NOT_PUBLIC),
        ({"is_cancelled": True}, Refusal.CANCELLED),
        ({"starts_at": NOW}, Refusal.PAST),
        ({"starts_at": NOW - DAY}, Refusal.PAST),
        ({"is_drop_in": True}, Refusal.DROP_IN),
        ({"opens_at": NOW + timedelta(seconds=1)}, Refusal.NOT_OPEN_YET),
        ({"opens_at": NOW}, None),
        ({"closes_at": NOW}, Refusal.CLOSED),
        ({"closes_at": NOW + timedelta(seconds=1)}, None),
        ({"is_closed_account": True}, Refusal.ACCOUNT_CLOSED),
        ({"has_booking": True}, Refusal.ALREADY_BOOKED),
        ({"has_clash": True}, Refusal.CLASH),
        ({"party": Party(seats=0)}, Refusal.TOO_MANY_SEATS),
        ({"party": Party(seats=-3)}, Refusal.TOO_MANY_SEATS),
        ({"party": Party(seats=5)}, None),
        ({"party": Party(seats=6)}, Refusal.TOO_MANY_SEATS),
        ({"party": Party(seats=4), "size": 3, "free": 3}, Refusal.TOO_MANY_SEATS),
        ({"names_needed": True, "party": Party(seats=2, names=1)}, Refusal.NAMES_NEEDED),
        ({"names_needed": True, "party": Party(seats=2, names=3)}, Refusal.NAMES_NEEDED),
        ({"names_needed": True, "party": Party(seats=2, names=2)}, None),
        ({"free": 2}, None),
        ({"free": 1}, Refusal.FULL),
        ({"free": 0}, Refusal.FULL),
        ({"size": 0, "free": 0}, Refusal.FULL),
        ({"is_public": False, "is_cancelled": True, "free": 0}, Refusal.NOT_PUBLIC),
        ({"is_cancelled": True, "starts_at": NOW - DAY}, Refusal.CANCELLED),
        ({"has_booking": True, "free": 0}, Refusal.ALREADY_BOOKED),
        ({"has_clash": True, "free": 0}, Refusal.CLASH),
        ({"party": Party(seats=2, ages=(8, 6))}, Refusal.PARTY_TOO_SMALL),
        ({"party": Party(seats=2, ages=(8, 6), comes=False)}, None),
        ({"party": Party(seats=5, ages=(8, 6, 13)), "most_minors": 2}, Refusal.TOO_MANY_MINORS),
        ({"party": Party(seats=5, ages=(8, 6, 14)), "most_minors": 2}, None),
        ({"party": Party(seats=2, ages=(6,)), "age_min": 7}, Refusal.CHILD_AGE),
        ({"party": Party(seats=2, ages=(7,)), "age_min": 7, "age_max": 7}, None),
        ({"party": Party(seats=2, ages=(8,)), "age_max": 7}, Refusal.CHILD_AGE),
        ({"party": Party(seats=1, ages=(8,), comes=False), "adult_needed": True}, Refusal.ADULT_NEEDED),
        ({"party": Party(seats=2, ages=(8,)), "adult_needed": True}, None),
        ({"party": Party(seats=1, comes=False), "adult_needed": True}, None),
        ({"party": Party(seats=2, ages=(8,)), "child_is_in": True, "free": 0}, Refusal.CHILD_BOOKED),
        ({"party": Party(seats=2, ages=(8,)), "child_has_clash": True, "free": 0}, Refusal.CHILD_CLASH),
        ({"party": Party(seats=3, ages=(8,), names=2), "names_needed": True}, None),
        ({"party": Party(seats=3, ages=(8,), names=3), "names_needed": True}, Refusal.NAMES_NEEDED),
    ],
)
def test_a_booking_is_refused_for_the_first_reason_that_holds(change: dict[str, object], expected: Refusal) -> None:
    assert refuse_booking(replace(GOOD, **change)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parties", "free", "expected"),
    [
        ([], 5, []),
        ([2], 0, []),
        ([2], 1, []),
        ([2], 2, [1]),
        ([3, 2], 2, [2]),
        ([3, 1, 1], 2, [2, 3]),
        ([2, 3, 1], 3, [1, 3]),
        ([4, 4, 2], 6, [1, 3]),
        ([1, 1, 1], 2, [1, 2]),
    ],
)
def test_the_first_that_fits_is_asked_and_the_larger_party_keeps_its_place(
    parties: list[int], free: int, expected: list[int]
) -> None:
    rows = [Entry(number, seats) for number, seats in enumerate(parties, 1)]
    assert list(seat(rows, room_of(free))) == expected


@given(st.lists(st.integers(1, 8), max_size=12), st.integers(-2, 20))
def test_promotion_never_gives_more_than_is_free_and_leaves_nobody_who_fits(sizes: list[int], free: int) -> None:
    rows = [Entry(number, seats) for number, seats in enumerate(sizes)]
    chosen = list(seat(rows, room_of(free)))
    left = free - sum(sizes[number] for number in chosen)
    assert left >= min(free, 0)
    assert chosen == sorted(chosen)
    assert all(seats > left for number, seats in enumerate(sizes) if number not in chosen)


def room_of(free: int) -> Room:
    return Room((Pool(1, PoolKind.GENERAL, free + 5, 5),))


@pytest.mark.parametrize(
    ("now", "closes", "expected"),
    [
        (local(10, 10), local(20, 13), local(11, 10)),
        (local(10, 10), local(10, 18), local(10, 18)),
        (local(10, 21), local(20, 13), local(11, 21)),
        (local(10, 21, 30), local(20, 13), local(12, 8)),
        (local(10, 3), local(20, 13), local(11, 8)),
        (local(10, 22), local(11, 10), local(11, 10)),
        (local(10, 22), local(11, 8), local(11, 8)),
        (local(10, 10), local(11, 7), local(10, 21)),
        (local(10, 10), local(10, 23), local(10, 21)),
        (local(10, 22), local(11, 7), None),
        (local(10, 10), local(10, 10), None),
        (local(10, 10), local(10, 9), None),
    ],
)
def test_an_offer_ends_after_a_day_or_with_booking_but_never_at_night(
    now: datetime, closes: datetime, expected: datetime | None
) -> None:
    assert offer_end(now, closes) == expected


@given(st.integers(0, 3 * 24 * 60), st.integers(-600, 5 * 24 * 60))
def test_an_offer_always_ends_in_the_daytime_before_booking_closes(start: int, open_minutes: int) -> None:
    now = NOW + timedelta(minutes=start)
    closes = now + timedelta(minutes=open_minutes)
    end = offer_end(now, closes)
    if end is None:
        assert closes <= now or is_quiet(closes)
    else:
        assert now < end <= closes
        assert not is_quiet(end)


@pytest.mark.parametrize(
    ("ends", "closes", "expected"),
    [
        (local(11, 10), local(12, 10), local(11, 10)),
        (local(11, 12), local(11, 11), local(11, 10)),
        (local(11, 10), local(10, 9), local(10, 10)),
        (local(11, 10), local(10, 12), local(10, 12)),
    ],
)
def test_an_open_offer_ends_no_later_than_booking_does(ends: datetime, closes: datetime, expected: datetime) -> None:
    assert shortened(ends, closes, local(10, 10)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"parties": []}, Idle.NOBODY_WAITS),
        ({"is_bookable": False}, Idle.CANCELLED),
        ({"closes_at": NOW}, Idle.CLOSED),
        ({"free": 0}, Idle.FULL),
        ({"free": -1}, Idle.FULL),
        ({"free": 1}, Idle.NONE_FITS),
        ({"free": 1, "parties": [Entry(1, 2), Entry(2, 1)]}, None),
        ({"free": 1, "parties": [Entry(1, 2), Entry(2, 1)], "is_strict": True}, Idle.FIRST_TOO_LARGE),
        ({"free": 1, "parties": [Entry(1, 2), Entry(2, 3)], "is_strict": True}, Idle.NONE_FITS),
        ({"parties": [Entry(1, 2, has_place=True)]}, Idle.HOUSEHOLD),
        ({"free": 1, "parties": [Entry(1, 2, has_place=True), Entry(2, 1)], "is_strict": True}, None),
        ({"now": local(10, 22), "closes_at": local(11, 6)}, Idle.NIGHT),
    ],
)
def test_staff_can_see_why_nobody_is_promoted(change: dict[str, object], expected: Idle | None) -> None:
    facts: dict[str, object] = {
        "is_bookable": True,
        "closes_at": NOW + DAY,
        "now": NOW,
        "free": 3,
        "parties": [Entry(1, 3), Entry(2, 2)],
    }
    facts |= change
    room = room_of(cast(int, facts.pop("free")))
    assert why_idle(**facts, room=room) is expected  # type: ignore[arg-type]


S = BookingState


@pytest.mark.parametrize(
    ("state", "ends_at", "starts_at", "clash", "expected"),
    [
        (S.OFFERED, NOW + DAY, NOW + 2 * DAY, False, None),
        (S.OFFERED, NOW, NOW + 2 * DAY, False, Refusal.OFFER_OVER),
        (S.EXPIRED, None, NOW + 2 * DAY, False, Refusal.OFFER_OVER),
        (S.OFFERED, NOW + DAY, NOW, False, Refusal.OFFER_OVER),
        (S.WAITING, None, NOW + 2 * DAY, False, Refusal.NOT_OFFERED),
        (S.CONFIRMED, None, NOW + 2 * DAY, False, Refusal.NOT_OFFERED),
        (S.CANCELLED, None, NOW + 2 * DAY, False, Refusal.NOT_OFFERED),
        (S.OFFERED, NOW + DAY, NOW + 2 * DAY, True, Refusal.CLASH),
    ],
)
def test_an_offer_is_taken_while_it_stands(
    state: BookingState, ends_at: datetime | None, starts_at: datetime, clash: bool, expected: Refusal | None
) -> None:
    assert refuse_accepting(state, ends_at, starts_at=starts_at, has_clash=clash, now=NOW) is expected


@pytest.mark.parametrize("state", list(BookingState))
def test_what_is_in_play_can_be_given_back_before_the_start(state: BookingState) -> None:
    gives_back = state in (S.WAITING, S.HELD, S.PENDING, S.OFFERED, S.CONFIRMED)
    before = refuse_cancelling(state, starts_at=NOW + DAY, now=NOW)
    after = refuse_cancelling(state, starts_at=NOW, now=NOW)
    assert (before is None) is gives_back
    assert (after is None) is (state is S.WAITING)


def test_a_pool_cannot_become_smaller_than_what_is_taken() -> None:
    assert refuse_size(5, 5) is None
    assert refuse_size(4, 5) is Refusal.SIZE_TOO_SMALL


@pytest.mark.parametrize(
    ("mark", "state", "minutes_to_start", "expected"),
    [
        (Mark.ATTENDED, S.CONFIRMED, 180, None),
        (Mark.ATTENDED, S.CONFIRMED, 181, Refusal.TOO_EARLY),
        (Mark.ATTENDED, S.CONFIRMED, -900, None),
        (Mark.ATTENDED, S.NO_SHOW, -10, None),
        (Mark.ATTENDED, S.WAITING, 0, Refusal.NOT_MARKABLE),
        (Mark.ATTENDED, S.OFFERED, 0, Refusal.NOT_MARKABLE),
        (Mark.ATTENDED, S.CANCELLED, 0, Refusal.NOT_MARKABLE),
        (Mark.NO_SHOW, S.CONFIRMED, 1, Refusal.TOO_EARLY),
        (Mark.NO_SHOW, S.CONFIRMED, 0, None),
        (Mark.NO_SHOW, S.ATTENDED, -5, None),
        (Mark.UNDO, S.ATTENDED, 170, None),
        (Mark.UNDO, S.NO_SHOW, -5, None),
        (Mark.UNDO, S.CONFIRMED, -5, Refusal.NOT_MARKABLE),
    ],
)
def test_the_door_marks_who_came(
    mark: Mark, state: BookingState, minutes_to_start: int, expected: Refusal | None
) -> None:
    starts_at = NOW + timedelta(minutes=minutes_to_start)
    assert refuse_mark(mark, state, starts_at=starts_at, now=NOW) is expected
    offered = attendance.open_marks(state, starts_at=starts_at, now=NOW)
    assert (mark in offered) is (expected is None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("陈小雨", "陈小雨"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, expected: str) -> None:
    assert safe_cell(text) == expected


def test_a_code_is_long_readable_and_its_own() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 10 and set(code) <= set(ALPHABET) and CODE.fullmatch(code) for code in codes)
    assert not set(ALPHABET) & set("01IO")
    assert in_groups("ABCDEFGHJK") == "ABCDE FGHJK"


def test_live_claims_take_seats_and_waiting_takes_none() -> None:
    assert set(LIVE) == {S.HELD, S.PENDING, S.OFFERED, S.CONFIRMED, S.ATTENDED}
    assert set(IN_PLAY) - set(LIVE) == {S.WAITING}
    assert promotion.OFFER_HOURS == 24
