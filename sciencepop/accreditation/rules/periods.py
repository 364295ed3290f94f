"""Periods as the data has them: days, working days or months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sciencepop.core.almanac.days import Almanac
from sciencepop.programme.rules.days import add_months


class Unit(StrEnum):
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    length: int
    unit: Unit

    def after(self, day: date, almanac: Almanac) -> date:
        """The last day of the period, which begins on the day after `day`."""
        match self.unit:
            case Unit.DAYS:
                return day + timedelta(days=self.length)
            case Unit.WORKDAYS:
                return almanac.after(day, self.length)
            case Unit.MONTHS:
                return add_months(day, self.length)

    def before(self, day: date) -> date:
        """So long before a day; working days count as days here."""
        return add_months(day, -self.length) if self.unit is Unit.MONTHS else day - timedelta(days=self.length)
