"""Which pool gives a party its seats, and what several occurrences share at one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.bookings.rules.pools import Channel, Pool, PoolKind, Reserve, Room, most_open, seat, split
from sciencepop.bookings.rules.promotion import Entry
from sciencepop.bookings.rules.resources import Per, Use, overdrawn, peak, seats_left

NINE = datetime(2026, 10, 10, 1, tzinfo=UTC)
HERE, ELSEWHERE = "310117103000", "310117104000"
GENERAL, TOWN, DOOR, PHONE = 1, 2, 3, 4


def room(general: int = 3, town: int = 2, *, guided: int | None = None, shared: int | None = None) -> Room:
    pools = (
        Pool(GENERAL, PoolKind.GENERAL, general),
        Pool(TOWN, PoolKind.TOWN, town, 0, HERE),
        Pool(DOOR, PoolKind.WALK_IN, 1),
        Pool(PHONE, PoolKind.TELEPHONE, 1),
    )
    return Room(pools, guided, shared)


@pytest.mark.parametrize(
    ("seats", "channel", "town", "expected"),
    [
        (1, Channel.ONLINE, None, GENERAL),
        (1, Channel.ONLINE, ELSEWHERE, GENERAL),
        (1, Channel.ONLINE, HERE, TOWN),
        (2, Channel.ONLINE, HERE, TOWN),
        (3, Channel.ONLINE, HERE, GENERAL),
        (4, Channel.ONLINE, HERE, None),
        (1, Channel.TELEPHONE, HERE, PHONE),
        (2, Channel.TELEPHONE, HERE, TOWN),
        (2, Channel.TELEPHONE, None, GENERAL),
        (1, Channel.DOOR, None, DOOR),
        (2, Channel.DOOR, None, GENERAL),
    ],
)
def test_what_is_reserved_for_somebody_is_used_first(
    seats: int, channel: Channel, town: str | None, expected: int | None
) -> None:
    pool = room().choose(seats, channel, town)
    assert (pool.id if pool else None) == expected


def test_everybody_is_told_the_number_that_they_can_book() -> None:
    assert room().free == 3
    assert room(general=0).free == 0
    assert room(general=0).free_for(town_code=HERE) == 2
    assert room(general=0).free_for(town_code=ELSEWHERE) == 0
    assert room(guided=1).free_for(town_code=HERE) == 1
    assert room(shared=-2).free == 0
    assert room(guided=2, shared=1).size == 1


def test_the_waiting_list_is_served_in_its_order_from_every_pool_that_is_open_to_each() -> None:
    parties = [Entry(7, 2), Entry(8, 2, town_code=HERE), Entry(9, 1), Entry(10, 1, town_code=HERE)]
    assert seat(parties, room()) == {7: GENERAL, 8: TOWN, 9: GENERAL}
    assert seat(parties, room(general=0)) == {8: TOWN}
    assert seat(parties, room(guided=3)) == {7: GENERAL, 9: GENERAL}
    assert most_open(parties, room(general=0)) == 2
    assert most_open([Entry(7, 2)], room(general=0)) == 0


def test_of_two_guardians_who_wait_with_one_child_the_first_is_asked() -> None:
    child = frozenset({5})
    assert seat([Entry(1, 1, child), Entry(2, 1, child)], room()) == {1: GENERAL}


@given(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from([None, HERE, ELSEWHERE])), max_size=10),
    st.integers(0, 9),
    st.integers(0, 9),
    st.one_of(st.none(), st.integers(-3, 12)),
    st.one_of(st.none(), st.integers(-3, 12)),
)
def test_no_pool_and_no_limit_is_ever_passed_and_nobody_who_fits_is_left(
    wishes: list[tuple[int, str | None]], general: int, town: int, guided: int | None, shared: int | None
) -> None:
    parties = [Entry(number, seats, town_code=code) for number, (seats, code) in enumerate(wishes)]
    start = room(general, town, guided=guided, shared=shared)
    left = start
    for number, pool_id in seat(parties, start).items():
        left = left.after(pool_id, wishes[number][0])
    assert all(pool.rest >= 0 for pool in left.pools)
    for limit, before in ((left.guided, guided), (left.shared, shared)):
        assert limit is None or limit >= min(before or 0, 0)
    chosen = seat(parties, start)
    assert all(
        left.choose(party.seats, town_code=party.town_code) is None for party in parties if party.id not in chosen
    )


def test_a_new_occurrence_shares_its_seats_out_as_far_as_they_last() -> None:
    door, town = Reserve(PoolKind.WALK_IN, 6), Reserve(PoolKind.TOWN, 8, HERE, 60)
    assert split(20, [door, town]) == (6, {door: 6, town: 8})
    assert split(10, [door, town]) == (0, {door: 6, town: 4})


def use(number: int, start: int, minutes: int, *, per: Per = Per.SEAT, units: int = 1, seats: int = 0) -> Use:
    begins = NINE + timedelta(minutes=start)
    return Use(number, 1, begins, begins + timedelta(minutes=minutes), per, units, seats)


def test_only_what_is_used_at_one_moment_counts_together() -> None:
    first, second = use(1, 0, 60, seats=4), use(2, 60, 60, seats=4)
    long = use(3, 0, 120, per=Per.OCCURRENCE, units=3)
    assert peak([first, second, long], long.starts_at, long.ends_at) == 7
    assert peak([first, second], first.starts_at, first.ends_at) == 4
    assert peak([], NINE, NINE + timedelta(hours=1)) == 0


def test_the_scarcest_resource_says_how_many_seats_are_left() -> None:
    mine, other = use(1, 0, 60, units=2, seats=3), use(2, 30, 60, seats=1)
    assert seats_left([mine, other], [mine], {1: 12}) == 2
    assert seats_left([mine, other], [mine], {1: 5}) == -1
    whole = use(1, 0, 60, per=Per.OCCURRENCE)
    assert seats_left([whole], [whole], {1: 5}) is None
    assert overdrawn([mine, other], [mine], {1: 7}) is None
    assert overdrawn([mine, other], [mine], {1: 6}) == mine


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 90), st.integers(0, 9)), min_size=1, max_size=8))
def test_the_peak_is_the_most_of_any_minute(rows: list[tuple[int, int, int]]) -> None:
    uses = [use(number, start, minutes, seats=seats) for number, (start, minutes, seats) in enumerate(rows)]
    begins, ends = NINE + timedelta(minutes=50), NINE + timedelta(minutes=150)
    minutes = [begins + timedelta(minutes=number) for number in range(100)]
    told = max(sum(one.used for one in uses if one.starts_at <= minute < one.ends_at) for minute in minutes)
    assert peak(uses, begins, ends) == told
