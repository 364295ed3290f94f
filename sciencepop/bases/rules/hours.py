"""What a base says of its opening hours: rules of several kinds, each with stretches in wall time.

Which rule decides a day, and what follows from it, is in `opening.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

MOST_STRETCHES_A_DAY = 6
EVERY_DAY = 7
MINUTES_A_DAY = 1440
LONGEST_LAST_ENTRY = 240
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


class RuleKind(StrEnum):
    """From the most general to the most special; the last that applies to a day decides it."""

    WEEK = "week"
    SEASON = "season"
    SCHOOL_HOLIDAY = "school_holiday"
    MAKEUP_DAY = "makeup_day"
    REST = "rest"
    PUBLIC_HOLIDAY = "public_holiday"
    CLOSURE = "closure"
    EXCEPTION = "exception"
    YOUTH_FREE = "youth_free"


OPENING = tuple(kind for kind in RuleKind if kind is not RuleKind.YOUTH_FREE)
"""The kinds that decide when a base is open; on days of the last one the young pay nothing."""

SINGLE = (RuleKind.CLOSURE, RuleKind.EXCEPTION)
"""The kinds for days of their own, told to the public with a reason."""

BY_CALENDAR = (RuleKind.SCHOOL_HOLIDAY, RuleKind.MAKEUP_DAY, RuleKind.PUBLIC_HOLIDAY)
"""The kinds for days that a calendar names, most of them when the next year's notice has come."""


class FreeDays(StrEnum):
    """On which open days the young pay nothing."""

    ALL = "all"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    WEEKDAY = "weekday"


class Stretch(NamedTuple):
    """`weekday` 0 is Monday, EVERY_DAY any. One that closes no later than it opens ends on the next day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class HoursRule:
    """One rule. Days are both included, None leaves an end open; `number` tells rules of one kind apart, later wins.

    No stretch on a day: closed. `every_year` counts only month and day of both ends. A REST day (`weekday`) is closed
    unless it is a public holiday; where it `moves`, the first day after that holiday is closed instead.
    `last_entry_minutes` before closing nobody is let in any more; None leaves it to the week.
    The rule itself holds from `since_on` until before `ended_on`.
    """

    kind: RuleKind
    stretches: tuple[Stretch, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    every_year: bool = False
    weekday: int | None = None
    moves: bool = False
    free_days: FreeDays = FreeDays.ALL
    last_entry_minutes: int | None = None
    reason_zh: str = ""
    reason_en: str = ""
    number: int = 0
    since_on: date | None = None
    ended_on: date | None = None

    def reaches(self, day: date) -> bool:
        """Whether the rule holds on a day, and the day lies between its ends."""
        if (self.since_on and day < self.since_on) or (self.ended_on and day >= self.ended_on):
            return False
        if self.every_year and self.from_on and self.until_on:
            first, last, this = (_in_year(one) for one in (self.from_on, self.until_on, day))
            return first <= this <= last if first <= last else this >= first or this <= last
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


class HoursProblem(StrEnum):
    EMPTY = "empty"
    BACKWARDS = "backwards"
    OVERLAP = "overlap"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"


def parse_clock(text: str) -> time | None:
    """Read 9:00, 09:00 or 9：00, and 24:00 as midnight; None for anything else."""
    if text.strip() in ("24:00", "24：00"):
        return time(0)
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def problem_of_day(pairs: Sequence[tuple[time, time]]) -> HoursProblem | None:
    """What is wrong with the stretches of one day, or None."""
    if len(pairs) > MOST_STRETCHES_A_DAY:
        return HoursProblem.TOO_MANY
    if any(opens == closes and opens != time(0) for opens, closes in pairs):
        return HoursProblem.EMPTY
    spans = sorted(minutes_of(opens, closes) for opens, closes in pairs)
    return HoursProblem.OVERLAP if any(later[0] < earlier[1] for earlier, later in pairwise(spans)) else None


def minutes_of(opens: time, closes: time) -> tuple[int, int]:
    """Minutes from the day's midnight; what ends on the next day ends after MINUTES_A_DAY."""
    begin, end = (at.hour * 60 + at.minute for at in (opens, closes))
    return begin, end if end > begin else end + MINUTES_A_DAY


def stretches_on(stretches: Iterable[Stretch], weekday: int) -> list[Stretch]:
    return sorted(one for one in stretches if one.weekday in (weekday, EVERY_DAY))


def _in_year(day: date) -> tuple[int, int]:
    return day.month, day.day
