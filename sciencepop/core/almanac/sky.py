"""Solar terms and days of the moon, as tyme4py computes them, kept for each year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from tyme4py.lunar import LunarDay
from tyme4py.solar import SolarDay, SolarTerm

TERMS = (
    "xiaohan", "dahan", "lichun", "yushui", "jingzhe", "chunfen", "qingming", "guyu", "lixia", "xiaoman", "mangzhong",
    "xiazhi", "xiaoshu", "dashu", "liqiu", "chushu", "bailu", "qiufen", "hanlu", "shuangjiang", "lidong", "xiaoxue",
    "daxue", "dongzhi",
)  # fmt: skip
"""In the order of a calendar year."""


@lru_cache(maxsize=64)
def terms_of(year: int) -> Mapping[str, date]:
    """The day of each solar term within a calendar year."""
    # The library begins its year with the winter solstice of the year before.
    found = [SolarTerm.from_index(year, number) for number in range(1, len(TERMS))]
    found.append(SolarTerm.from_index(year + 1, 0))
    return MappingProxyType({slug: _day(term.get_solar_day()) for slug, term in zip(TERMS, found, strict=True)})


@lru_cache(maxsize=512)
def lunar_day(year: int, month: int, day: int) -> date:
    """The day on which a day of a lunar year falls; never of a leap month."""
    return _day(LunarDay.from_ymd(year, month, day).get_solar_day())


def _day(found: SolarDay) -> date:
    return date(found.get_year(), found.get_month(), found.get_day())
