"""Days as people ask for them: today, this weekend, the part of a day, the weeks of a month. Wall time only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sciencepop.programme.rules.calendar_days import is_whole_days

PRESETS = ("today", "tomorrow", "weekend", "week")
PARTS = ("morning", "afternoon", "evening")
NOON, DUSK = 12, 18
FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS_AHEAD = 18


def read_day(text: str) -> date | None:
    """A day like 2026-10-24, or None for anything else and for years that nobody plans."""
    if len(text) != 10:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def preset_days(preset: str, today: date, made_up: Collection[date] = ()) -> tuple[date, date]:
    """First and last day of a preset. The weekend is this week's Saturday and Sunday, without a day that is over and
    without one of `made_up`, on which people work (调休), where another is left."""
    if preset == "tomorrow":
        return today + timedelta(days=1), today + timedelta(days=1)
    if preset == "weekend":
        sunday = today + timedelta(days=6 - today.weekday())
        days = [day for day in (sunday - timedelta(days=1), sunday) if day >= today]
        free = [day for day in days if day not in made_up] or days
        return free[0], free[-1]
    if preset == "week":
        return today, today + timedelta(days=6)
    return today, today


def parts_of(starts: datetime, ends: datetime, *, comes_and_goes: bool) -> frozenset[str]:
    """The parts of the day in which an occurrence (wall time) can be visited.

    What begins once counts where it begins. Where people come and go (a drop-in) every part counts that it reaches;
    something that lasts for days is taken to be open by day.
    """
    if is_whole_days(starts, ends):
        return frozenset(PARTS[:2])
    if not comes_and_goes:
        return frozenset({_part(starts.hour)})
    last = ends - timedelta(seconds=1)
    hours = range(starts.hour, (last.hour if last.date() == starts.date() else 23) + 1)
    return frozenset(_part(hour) for hour in hours)


def _part(hour: int) -> str:
    return PARTS[0] if hour < NOON else PARTS[1] if hour < DUSK else PARTS[2]


def read_month(text: str, today: date) -> date:
    """The first of a month like 2026-10; this month for anything else, for the past and for what is too far ahead."""
    this = today.replace(day=1)
    month = read_day(f"{text}-01")
    return month if month and this <= month <= add_months(this, MONTHS_AHEAD) else this


def add_months(day: date, months: int) -> date:
    """The same day that many months later (or earlier), or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def weeks_of(month: date) -> list[list[date]]:
    """The weeks, Monday first, that a month touches, with its neighbours' days."""
    day = month - timedelta(days=month.weekday())
    after = add_months(month, 1)
    weeks = []
    while day < after:
        weeks.append([day + timedelta(days=offset) for offset in range(7)])
        day += timedelta(days=7)
    return weeks
