"""The State Council's arrangements of holidays as the package chinesecalendar knows them, one notice a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chinese_calendar import constants

from sciencepop.core.almanac.days import Names
from sciencepop.core.almanac.statutory import named

IN_NOTICES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
"""Names of the package that notices write otherwise."""


@dataclass(frozen=True)
class Published:
    """All days that the package knows, and the years to which they belong."""

    holidays: Mapping[date, Names]
    makeup: Mapping[date, Names]
    years: frozenset[int]


@lru_cache(maxsize=1)
def published() -> Published:
    holidays = {day: _names(one) for day, one in constants.holidays.items()}
    makeup = {day: _names(one) for day, one in constants.workdays.items()}
    return Published(holidays, makeup, frozenset(day.year for day in holidays if day.month == 10))


def _names(english: str) -> Names:
    chinese = constants.Holiday(english).chinese
    return named(IN_NOTICES.get(chinese, chinese))
