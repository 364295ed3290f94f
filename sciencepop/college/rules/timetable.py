"""Who and what is in two places at once in a timetable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trouble(StrEnum):
    """A lecturer in two places is refused; a room taken twice is told, because it may have a folding wall."""

    LECTURER = "lecturer"
    ROOM = "room"
    NOT_AVAILABLE = "not_available"
    TOO_LARGE = "too_large"


class DayPart(StrEnum):
    """Morning until 12:00, afternoon until 18:00, then evening."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True)
class Taught:
    """A lesson as the timetable sees it; `room` is "" where nobody said which."""

    class_id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    lecturer_id: int
    point_id: int
    room: str


@dataclass(frozen=True)
class Clash:
    """Two lessons that cannot both be; the earlier one first."""

    trouble: Trouble
    first: Taught
    second: Taught


def part_of(hour: int) -> DayPart:
    """The part of the day in which a lesson begins, by its wall time."""
    if hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < 18 else DayPart.EVENING


def list_clashes(lessons: Iterable[Taught]) -> list[Clash]:
    """All pairs of lessons of different classes that overlap with the same lecturer, or in the same room."""
    rows = list(lessons)
    by_lecturer = _groups(rows, lambda row: (row.lecturer_id,))
    by_room = _groups([row for row in rows if row.room], lambda row: (row.point_id, row.room))
    found = [*_overlaps(by_lecturer, Trouble.LECTURER), *_overlaps(by_room, Trouble.ROOM)]
    return sorted(found, key=lambda clash: (clash.first.starts_at, clash.trouble, clash.first.class_id))


def _groups(rows: Sequence[Taught], key: Callable[[Taught], tuple[int | str, ...]]) -> list[list[Taught]]:
    found: dict[tuple[int | str, ...], list[Taught]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.values())


def _overlaps(groups: Iterable[list[Taught]], trouble: Trouble) -> list[Clash]:
    found = []
    for group in groups:
        group.sort(key=lambda row: (row.starts_at, row.class_id))
        for place, first in enumerate(group):
            for second in group[place + 1 :]:
                if second.starts_at >= first.ends_at:
                    break
                if second.class_id != first.class_id:
                    found.append(Clash(trouble, first, second))
    return found
