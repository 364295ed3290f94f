"""The festival's decisions, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sciencepop.festival.rules import agenda, editions, figures, grid, items, postponing, proposals, warnings
from sciencepop.festival.rules.editions import EditionState, OfferKind
from sciencepop.festival.rules.items import Item
from sciencepop.festival.rules.warnings import Facts, Trouble

START = datetime(2026, 10, 17, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def item(number: int = 1, hours: float = 0, length: float = 1, **values: object) -> Item:
    starts = START + hours * HOUR
    made = Item(
        number, number, f"e{number}", "观叶", "", "lecture", "open", "hall", "会堂", "", "报告厅", "", "31", starts,
        starts + length * HOUR, True,
    )  # fmt: skip
    return replace(made, **values)


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        ([], [item()], ["added"]),
        ([], [item(is_on=False)], []),
        ([item()], [item()], ["same"]),
        ([item()], [item(hours=2)], ["moved"]),
        ([item()], [item(hours=2, room_zh="二楼")], ["moved"]),
        ([item()], [item(room_zh="二楼")], ["placed"]),
        ([item()], [item(venue="", place_zh="广场")], ["placed"]),
        ([item()], [item(hours=2, is_on=False)], ["cancelled"]),
        ([item(is_on=False)], [item(is_on=False)], ["same"]),
        ([item(is_on=False)], [item()], ["added"]),
        ([item()], [], ["dropped"]),
        ([item(is_on=False)], [], []),
        ([item(1), item(2, 3)], [item(2), item(3, 1)], ["dropped", "moved", "added"]),
    ],
)
def test_a_release_tells_of_each_item_what_became_of_it(before: list, now: list, changes: list[str]) -> None:
    lines = items.compare(before, now)
    assert [line.change.value for line in lines] == changes
    assert sum(items.counts(lines).values()) == sum(change != "same" for change in changes)
    assert items.is_news(lines) == any(change != "same" for change in changes)
    assert [Item.read(line.item.as_json()) for line in lines] == [line.item for line in lines]
    assert items.digest(lines) == items.digest(list(lines))
    if lines:
        other = [replace(lines[0], item=replace(lines[0].item, title_zh="x")), *lines[1:]]
        assert items.digest(other) != items.digest(lines)


def facts(number: int, hours: float = 0, length: float = 1, **values: object) -> Facts:
    starts = START + hours * HOUR
    made = Facts(number, starts, starts + length * HOUR, venue="hall")
    return replace(made, **values)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([facts(1, room="a"), facts(2, 0.5, room="a")], [(Trouble.ROOM, 2, 1)]),
        ([facts(1, room="a"), facts(2, 1, room="a")], []),
        ([facts(1, room="a"), facts(2, room="b"), facts(3, room="a", venue="other")], []),
        ([facts(1), facts(2)], []),
        ([facts(1, speakers=("王",)), facts(2, venue="x", speakers=("李", "王"))], [(Trouble.SPEAKER, 2, 1)]),
        ([facts(1, 0, 9, room="a"), facts(2, 1, room="a"), facts(3, 3, room="a")],
         [(Trouble.ROOM, 2, 1), (Trouble.ROOM, 3, 1)]),
        ([facts(1, capacity=20, seats=21)], [(Trouble.CAPACITY, 1, None)]),
        ([facts(1, capacity=20, seats=20), facts(2, capacity=None, seats=500)], []),
        ([facts(1, is_open=False, has_access=False)], [(Trouble.ACCESS, 1, None), (Trouble.CLOSED, 1, None)]),
        ([facts(1, venue="", is_public=False)], [(Trouble.NO_VENUE, 1, None), (Trouble.NOT_PUBLIC, 1, None)]),
        ([facts(8), facts(9)], [(Trouble.RESOURCE, 8, None), (Trouble.VOLUNTEERS, 9, None)]),
    ],
)  # fmt: skip
def test_planners_are_warned_of_what_does_not_fit(rows: list[Facts], found: list[tuple]) -> None:
    seen = warnings.find_warnings(rows, overdrawn={8: "投影仪"}, short={9: 2, 7: 1})
    assert [(one.trouble, one.occurrence_id, one.other) for one in seen] == found


def test_a_grid_gives_each_room_a_column_and_each_clash_a_lane() -> None:
    rows = [
        item(1, 0, 2),
        item(2, 1, 1),
        item(3, 2, 1),
        item(4, 0.5, 1, room_zh=""),
        item(5, 0, 1, venue="", place_zh="广场", room_zh=""),
    ]
    laid = grid.lay_out(rows, ["hall"])
    assert [(column.key, len(column.lanes)) for column in laid.columns] == [
        ("hall", 1),
        ("hall~报告厅", 2),
        ("广场", 1),
    ]
    assert [(moment - START) / HOUR for moment, _cells in laid.rows] == [0, 0.5, 1, 1.5, 2]
    assert sum(cell.rows for _moment, cells in laid.rows for cell in cells) == 4 * len(laid.rows)
    shown = [cell.item.occurrence_id for _moment, cells in laid.rows for cell in cells if cell.item]
    assert sorted(shown) == [1, 2, 3, 4, 5]
    less = grid.lay_out(rows, ["hall"], {"hall~报告厅", "nothing"})
    assert [column.key for column in less.columns] == ["hall", "广场"] and len(less.hidden) == 1
    assert grid.lay_out([], []).rows == []


def test_figures_count_events_sessions_people_and_bases() -> None:
    rows = [
        figures.Counted(1, 1, "lecture", 20, 12, 10),
        figures.Counted(1, 1, "lecture", 20, 0, 0),
        figures.Counted(2, 2, "livestream", None, 0, 0),
    ]
    offers = [(1, OfferKind.FREE), (1, OfferKind.FREE), (3, OfferKind.DISCOUNT), (3, OfferKind.GIFT)]
    assert figures.count(rows, offers) == figures.Figures(2, 3, 1, 40, 12, 10, 3, 1, 1)


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (EditionState.DRAFT, 20, EditionState.DRAFT),
        (EditionState.ANNOUNCED, 16, EditionState.ANNOUNCED),
        (EditionState.ANNOUNCED, 17, EditionState.RUNNING),
        (EditionState.CLOSED, 17, EditionState.CLOSED),
    ],
)
def test_what_is_announced_runs_from_its_first_day(state: EditionState, today: int, expected: EditionState) -> None:
    first, last = date(2026, 10, 17), date(2026, 10, 26)
    assert editions.state_on(state, first, date(2026, 10, today)) is expected
    assert editions.may_close(last, date(2026, 10, 27)) and not editions.may_close(last, last)
    assert len(list(editions.days_of(first, last))) == 10
    assert not editions.are_days_sound(first, date(2027, 1, 1))


def test_what_has_begun_keeps_its_days_and_has_a_pause() -> None:
    first, last, today = date(2026, 10, 17), date(2026, 10, 26), date(2026, 10, 20)
    before = editions.days_after(first, last, [], days=30, today=date(2026, 10, 10))
    assert before == (date(2026, 11, 16), date(2026, 11, 25), [])
    begun = editions.days_after(first, last, [], days=30, today=today)
    assert begun == (first, date(2026, 11, 25), ["2026-10-21/2026-11-18"])
    days = list(editions.days_of(*begun))
    assert (days[3], days[4], len(days)) == (today, date(2026, 11, 19), 11)
    again = editions.days_after(*begun, days=10, today=today)
    assert again[2] == ["2026-10-31/2026-11-28", "2026-10-21/2026-10-29"] and not set(range(21, 29)) & {
        day.day for day in editions.days_of(*again) if day.month == 10
    }
    assert editions.days_after(first, last, [], days=1, today=today)[2] == []
    assert editions.part_after(first, first, days=30, today=today) == (first, first)
    assert editions.part_after(first, last, days=30, today=today) == (first, date(2026, 11, 25))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 16), (1, None, 5)),
        (date(2026, 10, 17), (None, 1, 5)),
        (date(2026, 10, 19), (11, None, 5)),
        (date(2026, 11, 1), (None, 5, 5)),
        (date(2026, 11, 2), (None, None, 5)),
    ],
    ids=["the day before", "the first day", "in a pause", "the last day", "afterwards"],
)
def test_an_edition_counts_its_days(today: date, expected: tuple) -> None:
    found = editions.standing_on(date(2026, 10, 17), date(2026, 11, 1), ["2026-10-19/2026-10-29"], today)
    assert (found.to_go, found.nth, found.of) == expected


def test_the_latest_session_moves_first_and_a_postponement_goes_forward() -> None:
    spots = [postponing.Spot(number, START + number % 3 * HOUR) for number in (1, 2, 3)]
    assert postponing.order_to_move(spots) == [2, 1, 3]
    assert [postponing.are_days_possible(days) for days in (-1, 0, 1, 365, 366)] == [False, False, True, True, False]
    assert postponing.days_until(date(2026, 12, 30), date(2027, 1, 2)) == 3


@pytest.mark.parametrize(
    ("points", "needed", "expected"),
    [
        ([], 1, (0, None, False)),
        ([5], 2, (1, None, False)),
        ([5, 2], 2, (2, 3.5, True)),
        ([1, 1, 2], 2, (3, 1.33, True)),
    ],
)
def test_a_mean_is_told_once_enough_have_scored(points: list[int], needed: int, expected: tuple) -> None:
    found = proposals.weigh(points, needed)
    assert (found.count, found.mean, found.is_enough) == expected


def test_nobody_judges_their_own() -> None:
    asked = {"reviewer_id": 1, "proposer_id": 2, "organisation_id": 3, "own_organisations": [4], "base_id": None}
    assert not proposals.has_interest(**asked, own_bases=[5])
    for change in ({"proposer_id": 1}, {"own_organisations": {3}}, {"base_id": 5}):
        assert proposals.has_interest(**(asked | change), own_bases=[5])


@pytest.mark.parametrize("text", ["", "-", "..", "zzzzzzzzz", "1.1.1", "0", "é.%00", "a" * 700])
def test_any_link_gives_a_list(text: str) -> None:
    stars = agenda.read_stars(text)
    assert agenda.read_stars(agenda.write_stars(stars)) == stars and len(stars) <= 1


def test_a_link_carries_sixty_stars_within_what_browsers_and_codes_take() -> None:
    numbers = list(range(2_000_000_000, 2_000_000_100))
    text = agenda.write_stars(numbers)
    assert agenda.read_stars(text) == numbers[: agenda.MOST] and len(text) < 600
    assert agenda.toggled(agenda.toggled([3, 5], 4), 3) == [4, 5]


def test_what_overlaps_or_lies_too_far_apart_is_told() -> None:
    near, far = (31.0, 121.2), (31.0, 121.3)
    stops = [
        agenda.Stop(1, START, START + HOUR, *near),
        agenda.Stop(2, START + HOUR / 2, START + 2 * HOUR, *near),
        agenda.Stop(3, START + 2.5 * HOUR, START + 3 * HOUR, *far),
        agenda.Stop(4, START + 3 * HOUR, START + 4 * HOUR, None, None),
    ]
    told = agenda.find_hints(stops, kmh=12, extra=10)
    assert [(one.hint.value, one.first, one.second) for one in told] == [("clash", 1, 2), ("tight", 2, 3)]
    assert told[1].gap_minutes == 30 and 55 <= told[1].way_minutes <= 60
    assert agenda.way_minutes(stops[0], stops[1], kmh=12, extra=10) == 0
