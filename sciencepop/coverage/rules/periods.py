"""The time that is looked at: a year, a quarter, or the days of a festival."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2000, 2100
_TEXT = re.compile(r"([0-9]{4})(?:Q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """Days, both included. `slug` stands in addresses: 2026, 2026Q3, or the code of an edition of the festival.

    `quarter` is 0 for a year and for a festival, whose `edition` is its code.
    """

    slug: str
    first: date
    last: date
    year: int
    quarter: int = 0
    edition: str = ""

    @property
    def after(self) -> date:
        """The first day that does not belong to it any more."""
        return self.last + timedelta(days=1)


def year_of(year: int) -> Period:
    return Period(str(year), date(year, 1, 1), date(year, 12, 31), year)


def quarter_of(year: int, quarter: int) -> Period:
    """One of the four quarters of a year, from 1."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return Period(f"{year}Q{quarter}", first, after - timedelta(days=1), year, quarter)


def read_period(text: str) -> Period | None:
    """A year or a quarter as it stands in an address; None for anything else."""
    found = _TEXT.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year = int(found[1])
    return quarter_of(year, int(found[2])) if found[2] else year_of(year)


def recent(today: date, quarters: int, years: int) -> list[Period]:
    """This year and those before it, then this quarter and those before it."""
    found = [year_of(today.year - back) for back in range(years)]
    number = today.year * 4 + (today.month - 1) // 3
    return found + [quarter_of(*_split(number - back)) for back in range(quarters)]


def _split(number: int) -> tuple[int, int]:
    return number // 4, number % 4 + 1
