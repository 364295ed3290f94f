"""Opening hours: a weekly pattern in wall time, each stretch half-open `[opens, closes)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

STRETCHES_A_DAY = 2
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


class Stretch(NamedTuple):
    """`weekday` 0 is Monday; wall time of the district."""

    weekday: int
    opens: time
    closes: time


class HoursProblem(StrEnum):
    HALF = "half"
    BACKWARDS = "backwards"
    OVERLAP = "overlap"


class Opening(NamedTuple):
    """Whether it is open now, when that ends, or when it opens next (None: no hours are known)."""

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None


def parse_clock(text: str) -> time | None:
    """Read 9:00, 09:00 or 9：00; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def opening_at(stretches: Iterable[Stretch], wall: datetime) -> Opening:
    """The opening at a wall time (aware, in the district's zone). Stretches that touch count as one."""
    week = sorted(stretches)
    today = _joined(week, wall.weekday())
    for opens, closes in today:
        if opens <= wall.time() < closes:
            return Opening(True, closes_at=_at(wall, 0, closes))
    for ahead in range(8):
        for opens, _closes in _joined(week, (wall.weekday() + ahead) % 7):
            if ahead or opens > wall.time():
                return Opening(False, opens_at=_at(wall, ahead, opens))
    return Opening(False)


def is_open_at(stretches: Iterable[Stretch], wall: datetime) -> bool:
    return opening_at(stretches, wall).is_open


def is_open_on(stretches: Iterable[Stretch], weekday: int) -> bool:
    return any(stretch.weekday == weekday for stretch in stretches)


def problem_of_day(pairs: Sequence[tuple[time | None, time | None]]) -> HoursProblem | None:
    """What is wrong with the typed stretches of one day, or None. Empty pairs are no problem."""
    if any((opens is None) != (closes is None) for opens, closes in pairs):
        return HoursProblem.HALF
    whole = sorted((opens, closes) for opens, closes in pairs if opens is not None and closes is not None)
    if any(opens >= closes for opens, closes in whole):
        return HoursProblem.BACKWARDS
    if any(later[0] < earlier[1] for earlier, later in pairwise(whole)):
        return HoursProblem.OVERLAP
    return None


def _joined(week: Sequence[Stretch], weekday: int) -> list[tuple[time, time]]:
    joined: list[tuple[time, time]] = []
    for _weekday, opens, closes in (stretch for stretch in week if stretch.weekday == weekday):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def _at(wall: datetime, days: int, at: time) -> datetime:
    return datetime.combine((wall + timedelta(days=days)).date(), at, tzinfo=wall.tzinfo)
