"""What refuses a group, how it is divided and goes round, and what a list of names may hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sciencepop.bookings.rules.groups import (
    GroupRefusal,
    Size,
    Terms,
    answer_by,
    days_until,
    refuse_answer,
    refuse_group,
    refuse_visit,
    strictest,
)
from sciencepop.bookings.rules.name_list import ColumnProblem, NameProblem, are_shown, read_header, read_names
from sciencepop.bookings.rules.refusals import Facts, Refusal
from sciencepop.bookings.rules.rotation import Stop, adults_needed_in, divide, lay_out, rotate

NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CARE = {"kindergarten": 5, "junior": 10}
TERMS = Terms()


def facts(**values: object) -> Facts:
    start = NOW + 7 * DAY
    usual: dict[str, object] = {
        "starts_at": start,
        "opens_at": NOW - DAY,
        "closes_at": start - HOUR,
        "now": NOW,
        "size": 40,
        "free": 40,
    }
    return Facts(**(usual | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pupils", "needed"),
    [
        ({"junior": 30}, 3),
        ({"junior": 31}, 4),
        ({"kindergarten": 12}, 3),
        ({"kindergarten": 5, "junior": 10}, 2),
        ({"kindergarten": 4, "junior": 2}, 1),
        ({"university": 80}, 0),
        ({"adult": 20, "junior": 1}, 1),
        ({}, 0),
    ],
)
def test_adults_are_needed_by_level_and_levels_add_up(pupils: dict[str, int], needed: int) -> None:
    assert Size(pupils, 0, CARE).adults_needed == needed


@pytest.mark.parametrize(
    ("pupils", "adults", "refusal"),
    [
        ({"junior": 30}, 3, None),
        ({"junior": 30}, 2, GroupRefusal.ADULTS_MISSING),
        ({"junior": 8}, 1, GroupRefusal.GROUP_TOO_SMALL),
        ({"junior": 9}, 1, None),
        ({}, 20, GroupRefusal.NOBODY_COMES),
        ({"junior": -5, "adult": 40}, 0, GroupRefusal.NOBODY_COMES),
        ({"adult": 500}, 0, None),
        ({"adult": 501}, 0, GroupRefusal.GROUP_TOO_LARGE),
    ],
)
def test_a_group_is_refused_for_its_size_and_its_adults(
    pupils: dict[str, int], adults: int, refusal: GroupRefusal | None
) -> None:
    assert refuse_group(Size(pupils, adults, CARE), TERMS) is refusal


@pytest.mark.parametrize(
    ("values", "terms", "refusal"),
    [
        ({}, TERMS, None),
        ({}, None, GroupRefusal.NOT_FOR_GROUPS),
        ({"starts_at": NOW + 2 * DAY, "closes_at": NOW + 2 * DAY}, TERMS, GroupRefusal.SHORT_NOTICE),
        ({"starts_at": NOW + 3 * DAY, "closes_at": NOW + 3 * DAY}, TERMS, None),
        ({"closes_at": NOW}, TERMS, Refusal.CLOSED),
        ({"is_drop_in": True}, TERMS, Refusal.DROP_IN),
        ({"has_booking": True}, TERMS, Refusal.ALREADY_BOOKED),
        ({"has_clash": True}, TERMS, Refusal.CLASH),
        ({"is_cancelled": True}, None, Refusal.CANCELLED),
    ],
)
def test_a_visit_is_refused_for_its_session(
    values: dict[str, object], terms: Terms | None, refusal: Refusal | GroupRefusal | None
) -> None:
    assert refuse_visit(facts(**values), terms) is refusal


def test_notice_counts_days_of_the_calendar_in_the_district() -> None:
    late = datetime(2026, 10, 10, 15, 30, tzinfo=UTC)  # 23:30 on the tenth
    assert days_until(datetime(2026, 10, 13, 1, 0, tzinfo=UTC), late) == 3
    assert days_until(datetime(2026, 10, 12, 15, 59, tzinfo=UTC), late) == 2


@given(st.integers(0, 60 * 24 * 10), st.integers(1, 240), st.integers(0, 60 * 24 * 20))
def test_the_base_never_has_to_answer_at_night_nor_after_booking_closes(now: int, hours: int, closes: int) -> None:
    moment, close = NOW + timedelta(minutes=now), NOW + timedelta(minutes=now + closes)
    end = answer_by(moment, close, Terms(confirm_hours=hours))
    assume(end is not None)
    assert end is not None
    local = (end + 8 * HOUR).time()
    assert (8, 0) <= (local.hour, local.minute) <= (21, 0)
    assert moment < end <= close


def test_several_events_ask_for_the_strictest_of_their_terms() -> None:
    found = strictest([Terms(10, 10, 3, 48), Terms(20, 8, 5, 24)])
    assert found == Terms(20, 8, 5, 48)


@pytest.mark.parametrize(
    ("is_pending", "confirm_by", "refusal"),
    [
        (True, NOW + HOUR, None),
        (True, NOW, GroupRefusal.ANSWER_OVER),
        (False, None, GroupRefusal.NOT_PENDING),
    ],
)
def test_an_answer_is_in_time_or_refused(
    is_pending: bool, confirm_by: datetime | None, refusal: GroupRefusal | None
) -> None:
    assert refuse_answer(is_pending, confirm_by, NOW) is refusal


@given(st.integers(1, 12), st.integers(1, 12))
def test_every_sub_group_is_at_every_station_once_and_nobody_meets(groups: int, stations: int) -> None:
    table = rotate(groups, stations)
    assert len(table) == max(groups, stations)
    for row in table:
        present = [group for group in row if group is not None]
        assert len(present) == len(set(present))
    for station in range(stations):
        visitors = [row[station] for row in table if row[station] is not None]
        assert sorted(visitors) == list(range(groups))  # type: ignore[type-var]


sizes = st.builds(
    Size,
    st.dictionaries(st.sampled_from(["kindergarten", "junior", "adult"]), st.integers(1, 150), min_size=1),
    st.integers(0, 60),
    st.just(CARE),
)


@given(sizes, st.integers(1, 12))
def test_sub_groups_are_even_and_each_has_its_adults(size: Size, parts: int) -> None:
    assume(size.adults >= adults_needed_in(size, parts))
    found = divide(size, parts)
    heads, adults = [one.heads for one in found], [one.adults for one in found]
    assert sum(heads) == size.heads
    assert sum(adults) == size.adults
    assert max(heads) - min(heads) <= 1
    assert max(adults) - min(adults) <= 1
    assert all(one.adults >= one.adults_needed for one in found)
    for level, count in size.pupils.items():
        assert sum(one.pupils.get(level, 0) for one in found) == count


def stops(rounds: int, stations: int, gap: timedelta = HOUR) -> list[Stop]:
    return [
        Stop(100 * station + number, station, NOW + number * gap, NOW + number * gap + HOUR)
        for station in range(stations)
        for number in range(rounds)
    ]


@given(st.integers(1, 6), st.integers(1, 6))
def test_chosen_sessions_are_each_used_once_and_no_sub_group_is_twice_at_a_time(rounds: int, stations: int) -> None:
    assume(stations <= rounds)
    chosen = stops(rounds, stations)
    turns = lay_out(chosen)
    assert isinstance(turns, list)
    assert sorted(turn.id for turn in turns) == sorted(stop.id for stop in chosen)
    assert len({(turn.group, turn.round) for turn in turns}) == len(turns)
    for group in range(rounds):
        assert len({turn.id // 100 for turn in turns if turn.group == group}) == stations
    times = {stop.id: stop for stop in chosen}
    for group in range(rounds):
        mine = sorted((times[turn.id] for turn in turns if turn.group == group), key=lambda one: one.starts_at)
        assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(mine))


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        (stops(3, 2)[:-1], GroupRefusal.STATIONS_UNEVEN),
        (stops(2, 1, timedelta(minutes=30)), GroupRefusal.ROUNDS_OVERLAP),
        (stops(1, 2), GroupRefusal.TOO_MANY_STATIONS),
        (stops(13, 1), GroupRefusal.TOO_MANY_ROUNDS),
    ],
)
def test_sessions_that_do_not_make_a_rotation_are_refused(chosen: list[Stop], refusal: GroupRefusal) -> None:
    assert lay_out(chosen) is refusal


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["姓名"], ["name"]),
        (["备注", "姓名", "", ""], ["note", "name"]),
        (["Name", "NOTE"], ["name", "note"]),
        (["备注"], (ColumnProblem.NO_NAME_COLUMN, "")),
        ([""], (ColumnProblem.NO_NAME_COLUMN, "")),
        (["姓名", "身份证号"], (ColumnProblem.UNKNOWN_COLUMN, "身份证号")),
        (["姓名", "", "备注"], (ColumnProblem.UNKNOWN_COLUMN, "")),
        (["姓名", "名字"], (ColumnProblem.COLUMN_TWICE, "名字")),
    ],
)
def test_the_header_takes_names_and_notes_alone(cells: list[str], found: object) -> None:
    assert read_header(cells) == found


def test_every_bad_row_is_named() -> None:
    rows = [
        (2, ["陈小雨", "坐轮椅"]),
        (3, ["", "没有名字"]),
        (4, ["长" * 41]),
        (5, ["12345"]),
        (6, ["王明", "长" * 101]),
        (7, ["李华", "", "多一格"]),
        (8, ["O'Neil Ann"]),
    ]
    people, faults = read_names(["name", "note"], rows)
    assert [(fault.row, fault.problem) for fault in faults] == [
        (3, NameProblem.NAME_MISSING),
        (4, NameProblem.NAME_TOO_LONG),
        (5, NameProblem.NOT_A_NAME),
        (6, NameProblem.NOTE_TOO_LONG),
        (7, NameProblem.CELL_TOO_MUCH),
    ]
    assert (people[0].name, people[0].note, people[-1].name) == ("陈小雨", "坐轮椅", "O'Neil Ann")


def test_the_base_sees_names_from_three_days_before_until_the_day_after() -> None:
    start, end = NOW, NOW + HOUR
    seen = [are_shown(start, end, start + step) for step in (-3 * DAY - HOUR, -3 * DAY, HOUR + DAY, 2 * HOUR + DAY)]
    assert seen == [False, True, True, False]
