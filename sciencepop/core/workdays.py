"""Working days: weekends are free, public holidays too, and on make-up days (调休) people work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Workdays:
    """The days that differ from the week: `free` ones, and those at a weekend on which people `work`."""

    free: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """A make-up day counts before a holiday, and both before the weekday."""
        return day in self.work or (day not in self.free and day.weekday() < 5)

    def after(self, day: date, count: int) -> date:
        """The last of `count` working days after a day, which does not count itself."""
        while count:
            day += ONE
            count -= self.is_workday(day)
        return day


def read_workdays(rows: Iterable[tuple[str, str, str]]) -> Workdays:
    """Out of rows of first day, last day (ISO, both included) and `yes` or `no`: whether people work.

    ValueError where a row is wrong.
    """
    days: dict[str, set[date]] = {"yes": set(), "no": set()}
    for first, last, works in rows:
        day, until = date.fromisoformat(first), date.fromisoformat(last)
        if works not in days or until < day:
            raise ValueError(f"data/workdays.csv: {first} {last} {works}")
        while day <= until:
            days[works].add(day)
            day += ONE
    if twice := days["yes"] & days["no"]:
        raise ValueError(f"data/workdays.csv: {min(twice)} is both")
    return Workdays(frozenset(days["no"]), frozenset(days["yes"]))
