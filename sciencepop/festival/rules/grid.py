"""A day's programme as a table: a column a room, a row a stretch of time, a cell as high as its item is long.

Nothing is drawn by coordinates, so the grid needs no script, no style of its own, and a screen reader reads a table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sciencepop.festival.rules.items import Item


@dataclass
class Lane:
    """A column: items of a room that follow one another."""

    items: list[Item] = field(default_factory=list)

    @property
    def free_from(self) -> datetime:
        return self.items[-1].ends_at


@dataclass
class Column:
    """A room of a venue, with as many lanes as things take place in it at once."""

    key: str
    venue: str
    room_zh: str
    room_en: str
    lanes: list[Lane] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """An item that begins in this row and reaches over `rows`; without an item an empty stretch."""

    rows: int
    item: Item | None = None


@dataclass(frozen=True)
class Grid:
    """`rows` pairs each beginning with its cells; a lane that an item reaches over has none there."""

    columns: Sequence[Column]
    rows: Sequence[tuple[datetime, Sequence[Cell]]]
    hidden: Sequence[Column] = ()


def key_of(item: Item) -> str:
    """The name of an item's column in addresses: venue, and room where there is one."""
    spot = item.venue or item.place_zh
    return f"{spot}~{item.room_zh}" if item.room_zh else spot


def lay_out(items: Sequence[Item], order: Sequence[str], hidden: Collection[str] = ()) -> Grid:
    """The grid of a day. `order` are slugs of venues in the order of the columns; `hidden` keys of columns are left
    out of the table and named beside it."""
    columns = _columns(items, order)
    shown = [column for column in columns if column.key not in hidden]
    lanes = [lane for column in shown for lane in column.lanes]
    times = _times([item for lane in lanes for item in lane.items])
    return Grid(shown, _rows(lanes, times), [column for column in columns if column.key in hidden])


def _columns(items: Sequence[Item], order: Sequence[str]) -> list[Column]:
    place = {slug: number for number, slug in enumerate(order)}
    found: dict[str, Column] = {}
    for item in sorted(items, key=lambda one: (one.starts_at, one.ends_at, one.occurrence_id)):
        key = key_of(item)
        column = found.setdefault(key, Column(key, item.venue, item.room_zh, item.room_en))
        free = (lane for lane in column.lanes if lane.free_from <= item.starts_at)
        lane = next(free, None)
        if lane is None:
            lane = Lane()
            column.lanes.append(lane)
        lane.items.append(item)
    return sorted(found.values(), key=lambda one: (place.get(one.venue, len(place)), one.key))


def _times(items: Sequence[Item]) -> list[datetime]:
    """Where rows begin: at every beginning and end of an item."""
    return sorted({moment for item in items for moment in item.time})


def _rows(lanes: Sequence[Lane], times: Sequence[datetime]) -> list[tuple[datetime, list[Cell]]]:
    number = {moment: index for index, moment in enumerate(times)}
    rows: list[tuple[datetime, list[Cell]]] = [(moment, []) for moment in times[:-1]]
    for lane in lanes:
        upto = 0
        for item in lane.items:
            first, after = number[item.starts_at], number[item.ends_at]
            if upto < first:
                rows[upto][1].append(Cell(first - upto))
            rows[first][1].append(Cell(after - first, item))
            upto = after
        if upto < len(rows):
            rows[upto][1].append(Cell(len(rows) - upto))
    return rows
