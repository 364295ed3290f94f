"""What follows from opening hours over many days: the numbers of the yearly check, and what a change takes away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sciencepop.bases.rules.hours import MINUTES_A_DAY, SINGLE, HoursRule
from sciencepop.bases.rules.opening import Hours, Interval, OpenDay
from sciencepop.core.almanac.days import ONE, DayKind

NOTICE_DAYS = 7
"""A closure, or other hours, are announced so many days ahead (上海市公共文化服务保障与促进条例, art. 22)."""
EVENING = 18 * 60


@dataclass(frozen=True)
class Count:
    """Days of a span: how many there are, and on how many the base is open; minutes open from 18:00 on."""

    days: int
    open_days: int
    holidays: int
    open_holidays: int
    rest_days: int
    open_rest_days: int
    evening_minutes: int
    youth_free_days: int


def count(hours: Hours, first: date, last: date) -> Count:
    """The numbers of the days from first to last. Rest days are weekends without make-up days and holidays."""
    days = list(hours.days(first, last))
    holidays = [day for day in days if day.kind is DayKind.HOLIDAY]
    rest = [day for day in days if day.kind is DayKind.WEEKEND]
    return Count(
        days=len(days),
        open_days=sum(day.is_open for day in days),
        holidays=len(holidays),
        open_holidays=sum(day.is_open for day in holidays),
        rest_days=len(rest),
        open_rest_days=sum(day.is_open for day in rest),
        evening_minutes=sum(evening_minutes(day) for day in days),
        youth_free_days=sum(hours.is_youth_free(day.on) for day in days),
    )


def evening_minutes(day: OpenDay) -> int:
    """Minutes open from 18:00 on, with what goes on after midnight."""
    return sum(max(0, one.closes - max(one.opens, EVENING)) for one in day.intervals)


def lost_days(before: Hours, after: Hours, first: date, last: date) -> list[date]:
    """The days on which somebody would find closed what had been told to be open."""
    return [day.on for day in before.days(first, last) if _is_cut(day.intervals, after, day.on)]


def short_notice(before: Hours, after: Hours, today: date) -> list[date]:
    """The days of the next NOTICE_DAYS that a change takes opening from: it comes too late for them."""
    return lost_days(before, after, today, today + timedelta(days=NOTICE_DAYS - 1))


def special_days(hours: Hours, first: date, last: date) -> Iterator[tuple[date, date, OpenDay]]:
    """Days that are not as usual, and closures, as (first, last, what they are like): like ones are joined."""
    for looks, run in groupby(hours.days(first, last), key=lambda day: _special_looks(hours, day)):
        if looks:
            days = list(run)
            yield days[0].on, days[-1].on, days[0]


def phases(hours: Hours, first: date, last: date) -> Iterator[tuple[date, date, HoursRule]]:
    """Which pattern of a week holds from when until when; days without any are left out."""
    days = (first + timedelta(days=later) for later in range((last - first).days + 1))
    for pattern, run in groupby(days, key=hours.pattern):
        if pattern:
            span = list(run)
            yield span[0], span[-1], pattern


def _special_looks(hours: Hours, day: OpenDay) -> tuple[object, ...] | None:
    """What a special day has in common with those that are like it; None where it is as usual."""
    if day.rule is None or (day.rule.kind not in SINGLE and day.intervals == hours.usual(day.on)):
        return None
    return day.rule, day.intervals, day.kind


def _is_cut(told: tuple[Interval, ...], after: Hours, on: date) -> bool:
    kept = sorted(
        Interval(one.opens + days * MINUTES_A_DAY, one.closes + days * MINUTES_A_DAY)
        for days in (-1, 0, 1)
        for one in after.intervals_on(on + days * ONE)
    )
    return any(not _is_covered(one, kept) for one in told)


def _is_covered(one: Interval, kept: list[Interval]) -> bool:
    reached = one.opens
    for each in kept:
        if each.opens <= reached < each.closes:
            reached = each.closes
    return reached >= one.closes
