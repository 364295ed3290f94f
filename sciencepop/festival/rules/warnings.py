"""What planners of a programme are warned of. Nothing here forbids anything: two talks may share a large hall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trouble(StrEnum):
    ROOM = "room"
    SPEAKER = "speaker"
    RESOURCE = "resource"
    VOLUNTEERS = "volunteers"
    CLOSED = "closed"
    CAPACITY = "capacity"
    ACCESS = "access"
    NO_VENUE = "no_venue"
    NOT_PUBLIC = "not_public"


@dataclass(frozen=True)
class Facts:
    """What is asked of one item that is on. `rooms` names where it is; capacity and seats are None where unknown.

    `is_open` is whether the venue's opening hours cover it, None where none are known.
    """

    occurrence_id: int
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    room: str = ""
    speakers: tuple[str, ...] = ()
    capacity: int | None = None
    seats: int | None = None
    has_access: bool = True
    is_open: bool | None = None
    is_public: bool = True


@dataclass(frozen=True)
class Notice:
    """One trouble of one item; `other` is the item it clashes with, `what` a name or a number."""

    trouble: Trouble
    occurrence_id: int
    other: int | None = None
    what: str = ""


def find_warnings(
    items: Sequence[Facts],
    *,
    overdrawn: Mapping[int, str],
    short: Mapping[int, int],
) -> list[Notice]:
    """All warnings, by time. `overdrawn` names a resource by item, `short` counts the volunteers that are missing."""
    found = [*_clashes(items, Trouble.ROOM, _rooms), *_clashes(items, Trouble.SPEAKER, _speakers)]
    for item in items:
        found += _alone(item)
        if item.occurrence_id in overdrawn:
            found.append(Notice(Trouble.RESOURCE, item.occurrence_id, what=overdrawn[item.occurrence_id]))
        if short.get(item.occurrence_id):
            found.append(Notice(Trouble.VOLUNTEERS, item.occurrence_id, what=str(short[item.occurrence_id])))
    starts = {item.occurrence_id: item.starts_at for item in items}
    return sorted(found, key=lambda one: (starts[one.occurrence_id], one.occurrence_id, one.trouble))


def _alone(item: Facts) -> Iterator[Notice]:
    if not item.venue:
        yield Notice(Trouble.NO_VENUE, item.occurrence_id)
    if item.is_open is False:
        yield Notice(Trouble.CLOSED, item.occurrence_id)
    if item.capacity is not None and item.seats is not None and item.seats > item.capacity:
        yield Notice(Trouble.CAPACITY, item.occurrence_id, what=f"{item.seats} > {item.capacity}")
    if not item.has_access:
        yield Notice(Trouble.ACCESS, item.occurrence_id)
    if not item.is_public:
        yield Notice(Trouble.NOT_PUBLIC, item.occurrence_id)


def _rooms(item: Facts) -> tuple[tuple[str, str], ...]:
    """A room is one of its venue; a venue without rooms holds several things at once."""
    return ((item.venue, item.room),) if item.room else ()


def _speakers(item: Facts) -> tuple[tuple[str, str], ...]:
    return tuple(("", name) for name in item.speakers)


def _clashes(
    items: Iterable[Facts], trouble: Trouble, names: Callable[[Facts], Iterable[tuple[str, str]]]
) -> Iterator[Notice]:
    """Items that use the same thing at the same time; each pair once, told at the later one."""
    by_name: dict[tuple[str, str], list[Facts]] = {}
    for item in items:
        for name in names(item):
            by_name.setdefault(name, []).append(item)
    for name, rows in by_name.items():
        rows.sort(key=lambda row: (row.starts_at, row.occurrence_id))
        running: list[Facts] = []
        for row in rows:
            running = [one for one in running if one.ends_at > row.starts_at]
            for one in running:
                yield Notice(trouble, row.occurrence_id, one.occurrence_id, name[1])
            running.append(row)
