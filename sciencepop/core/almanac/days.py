"""What a day is for those who work and those who go to school. Values in, answers out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

ONE = timedelta(days=1)
SATURDAY = 5
YEAR_AHEAD = 400
"""In days: to whatever comes once in a year, of the moon too."""


class DayKind(StrEnum):
    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"


class Names(NamedTuple):
    """What a day or a stretch of days is called."""

    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Break:
    """A school holiday, both days included."""

    first: date
    last: date
    names: Names


def none_of(_year: int) -> Mapping[date, Names]:
    """The statutory days of somebody who knows none."""
    return {}


@dataclass(frozen=True)
class Almanac:
    """`told` are the years whose arrangement is published; for the others only `statutory` days are known.

    On a make-up day (调休) people work though it is a weekend. `school_told` are school years by their autumn.
    """

    holidays: Mapping[date, Names] = field(default_factory=dict)
    makeup: Mapping[date, Names] = field(default_factory=dict)
    told: frozenset[int] = frozenset()
    breaks: tuple[Break, ...] = ()
    school_told: frozenset[int] = frozenset()
    statutory: Callable[[int], Mapping[date, Names]] = none_of

    def kind_of(self, day: date) -> DayKind:
        """A make-up day counts before a holiday, and both before the weekday."""
        if day in self.makeup:
            return DayKind.MAKEUP
        if self.holiday(day):
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY

    def holiday(self, day: date) -> Names | None:
        """The public holiday (with the days that were moved to it) that this day belongs to."""
        found = self.holidays.get(day)
        if found is None and day.year not in self.told:
            found = self.statutory(day.year).get(day)
        return found

    def school_holiday(self, day: date) -> Names | None:
        """The school holiday that this day lies in; None also where the school year is not known."""
        return next((one.names for one in self.breaks if one.first <= day <= one.last), None)

    def coming(self, day: date, ahead: int) -> list[Break]:
        """The public and the school holidays that a day lies in or that begin soon after it, from that day on."""
        holiday = self.next_holiday(day, ahead=ahead)
        found = [holiday] if holiday else []
        soon = (one for one in self.breaks if day <= one.last and one.first <= day + timedelta(days=ahead))
        return found + [Break(max(one.first, day), one.last, one.names) for one in soon]

    def next_holiday(self, day: date, name_zh: str = "", ahead: int = YEAR_AHEAD) -> Break | None:
        """The days in a row of the next public holiday with this in its name, from that day on; one may be two's."""
        days = (day + timedelta(days=offset) for offset in range(ahead + 1))
        first = next((one for one in days if self._is_called(one, name_zh)), None)
        if first is None or not (names := self.holiday(first)):
            return None
        last = first
        while self._is_called(last + ONE, name_zh):
            last += ONE
        return Break(first, last, names)

    def _is_called(self, day: date, name_zh: str) -> bool:
        return (names := self.holiday(day)) is not None and name_zh in names.name_zh

    def next_break(self, day: date, name_zh: str = "") -> Break | None:
        """The next school holiday that has this in its name, or what is left of it; None where it is not known yet."""
        found = [one for one in self.breaks if one.last >= day and name_zh in one.names.name_zh]
        one = min(found, key=lambda one: one.first, default=None)
        return Break(max(one.first, day), one.last, one.names) if one else None

    def knows_school(self, day: date) -> bool:
        return school_year(day) in self.school_told

    def is_workday(self, day: date) -> bool:
        return self.kind_of(day) in (DayKind.WORKDAY, DayKind.MAKEUP)

    def after(self, day: date, count: int) -> date:
        """The last of `count` working days after a day, which does not count itself."""
        while count:
            day += ONE
            count -= self.is_workday(day)
        return day


def school_year(day: date) -> int:
    """The year in whose autumn the school year of a day began (1 September)."""
    return day.year if day.month >= 9 else day.year - 1
