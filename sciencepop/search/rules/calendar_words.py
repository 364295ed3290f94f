"""Words whose days the calendar knows: 国庆, 寒假, 清明前后, 下周末. What nobody can tell yet stays text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sciencepop.core.almanac.context import HOLIDAY, SCHOOL_HOLIDAY, Season, next_around
from sciencepop.core.almanac.days import Almanac
from sciencepop.programme.rules.days import preset_days
from sciencepop.search.rules.question import SPAN, Means, Word

NEXT_WEEKEND = "nextweekend"


def word_of(value: str, today: date, almanac: Almanac, seasons: Sequence[Season]) -> Word:
    """A filter for the next days that are called so, from today on; where nobody can tell them yet, a word to look for
    as a whole: in “winter holiday” there is no holiday."""
    days = _days_of(value, today, almanac, seasons)
    return Word(Means.WHEN, SPAN.join(day.isoformat() for day in days)) if days else Word(Means.TEXT)


def _days_of(value: str, today: date, almanac: Almanac, seasons: Sequence[Season]) -> tuple[date, date] | None:
    """By the label of a day (`holiday`, `qingming`) or by the name of a holiday (国庆节, 寒假)."""
    if value == NEXT_WEEKEND:
        return preset_days("weekend", today + timedelta(days=7 - today.weekday()), almanac.makeup)
    if around := next_around(value, today, seasons):
        return max(around.first, today), around.last
    if value == HOLIDAY.slug:
        found = almanac.next_holiday(today)
    elif value == SCHOOL_HOLIDAY.slug:
        found = almanac.next_break(today)
    else:
        found = almanac.next_holiday(today, value) or almanac.next_break(today, value)
    return (found.first, found.last) if found else None
