"""Periods as the data has them: days, working days or months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Unit(StrEnum):
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    length: int
    unit: Unit

    def after(self, day: date, after_workdays: Callable[[date, int], date]) -> date:
        """The last day of the period, which begins on the day after `day`."""
        match self.unit:
            case Unit.DAYS:
                return day + timedelta(days=self.length)
            case Unit.WORKDAYS:
                return after_workdays(day, self.length)
            case Unit.MONTHS:
                return add_months(day, self.length)

    def before(self, day: date) -> date:
        """So long before a day; working days count as days here."""
        return add_months(day, -self.length) if self.unit is Unit.MONTHS else day - timedelta(days=self.length)


def add_months(day: date, count: int) -> date:
    """The same day of another month, or its last where it has no such day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(first: date, months: int) -> date:
    """The last day of so many months that begin on a day: two years from 1 January end on 31 December."""
    return add_months(first, months) - timedelta(days=1)
