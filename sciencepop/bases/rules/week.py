"""Hours as text: of a day `09:00-11:30, 13:00-16:30`, of a week `周二至周五 09:00-11:30；周六、周日 09:00-17:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from sciencepop.bases.rules.hours import HoursProblem, Stretch, parse_clock, problem_of_day

_DAY_NAMES = "一二三四五六日"
_RANGE = re.compile(r"(?:周|星期)([一二三四五六日天])(?:[至到~～\-–—](?:周|星期)?([一二三四五六日天]))?")
_TIMES = re.compile(r"([\d:：]{3,5})\s*[-–—－~～至到]+\s*(次日|\+)?\s*([\d:：]{3,5})")
_PART = re.compile(r"(?P<days>[^\d]+?)\s*(?P<times>\d.*)")
_BETWEEN = re.compile(r"[、,，;；]|(?<=\d)\s+(?=\d)")
EVERY_DAY = ("每天", "每日")


def parse_week(text: str) -> tuple[Stretch, ...] | None:
    """The stretches that a text tells, sorted; () for an empty text, None for one that cannot be read."""
    found: list[Stretch] = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;；\n]", text))):
        match = _PART.fullmatch(part)
        days = _days(match["days"]) if match else None
        times = parse_day(match["times"]) if match else None
        if not days or not times or isinstance(times, HoursProblem):
            return None
        found += [Stretch(day, *pair) for day in days for pair in times]
    for weekday in range(7):
        if problem_of_day([(s.opens, s.closes) for s in found if s.weekday == weekday]):
            return None
    return tuple(sorted(found))


def parse_day(text: str) -> list[tuple[time, time]] | HoursProblem:
    """The stretches of a day, sorted; [] for an empty text. What ends on the next day has to say so (次日)."""
    times: list[tuple[time, time]] = []
    for piece in filter(None, (p.strip() for p in _BETWEEN.split(text.strip()))):
        match = _TIMES.fullmatch(piece)
        opens, closes = (parse_clock(match[1]), parse_clock(match[3])) if match else (None, None)
        if match is None or opens is None or closes is None:
            return HoursProblem.UNREADABLE
        if (closes < opens and closes != time(0)) is not bool(match[2]):
            return HoursProblem.BACKWARDS
        times.append((opens, closes))
    return problem_of_day(times) or sorted(times)


def write_day(pairs: Iterable[tuple[time, time]], next_day: str = "次日") -> str:
    """The same stretches as `parse_day` reads them; `next_day` may be + too."""
    return ", ".join(f"{opens:%H:%M}-{_write_end(opens, closes, next_day)}" for opens, closes in pairs)


def _write_end(opens: time, closes: time, next_day: str) -> str:
    if closes == time(0):
        return "24:00"
    return f"{next_day}{closes:%H:%M}" if closes < opens else f"{closes:%H:%M}"


def _days(text: str) -> list[int] | None:
    if text.strip(" ：:，,") in EVERY_DAY:
        return list(range(7))
    days: list[int] = []
    for piece in filter(None, (p.strip() for p in re.split(r"[、,，和]", text.strip(" ：:，,")))):
        match = _RANGE.fullmatch(piece)
        if match is None:
            return None
        first = _number(match[1])
        last = _number(match[2]) if match[2] else first
        days += range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return days if len(days) == len(set(days)) else None


def _number(name: str) -> int:
    return _DAY_NAMES.index("日" if name == "天" else name)
