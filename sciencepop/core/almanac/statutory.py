"""The public holidays that the law names (全国年节及纪念日放假办法, as of 2025), before any notice moves days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from sciencepop.core.almanac.days import Names
from sciencepop.core.almanac.sky import lunar_day, terms_of

ENGLISH = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "国庆节、中秋节": "National Day and Mid-Autumn Festival",
    "寒假": "winter holiday",
    "暑假": "summer holiday",
    "春假": "spring break",
    "秋假": "autumn break",
}
"""English names of holidays, by the Chinese ones that notices use."""


def named(name_zh: str) -> Names:
    return Names(name_zh, ENGLISH.get(name_zh, name_zh))


@lru_cache(maxsize=64)
def statutory_days(year: int) -> Mapping[date, Names]:
    """The thirteen days of a year."""
    return MappingProxyType({day: named(name) for day, name in _days(year)})


def _days(year: int) -> Iterator[tuple[date, str]]:
    yield date(year, 1, 1), "元旦"
    for later in (-1, 0, 1, 2):
        yield lunar_day(year, 1, 1) + timedelta(days=later), "春节"
    yield terms_of(year)["qingming"], "清明节"
    for day in (1, 2):
        yield date(year, 5, day), "劳动节"
    yield lunar_day(year, 5, 5), "端午节"
    yield lunar_day(year, 8, 15), "中秋节"
    for day in (1, 2, 3):
        yield date(year, 10, day), "国庆节"
