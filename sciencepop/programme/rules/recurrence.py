"""From dates and a wall time to sessions: weekly until a date with exceptions, several dates, or one.

Wall time is the district's (Asia/Shanghai); what comes out is half-open intervals in UTC. Nothing here is endless: at
most MOST_AT_ONCE sessions a call, at most DAYS_AHEAD days from today, and bounds are asked before any date is computed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sciencepop.bases.rules.opening import OpenDay
from sciencepop.programme.rules.refusals import Refusal

ZONE = ZoneInfo("Asia/Shanghai")
MOST_AT_ONCE = 200
DAYS_AHEAD = 400
SHORTEST_MINUTES = 5
LONGEST_MINUTES = 1440

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_BETWEEN = re.compile(r"[\s,，;；、]+")


@dataclass(frozen=True, order=True)
class Slot:
    """One session, `[starts_at, ends_at)`, aware moments in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def on(self) -> date:
        return self.starts_at.astimezone(ZONE).date()

    def overlaps(self, other: Slot) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Plan:
    """What would be added, and what is left out with its reason.

    `slots` are to be added; of them, `overlapping` run at the same time as another session of the event, which is
    allowed (two rooms) and worth a look. `taken` start exactly when another one does, `past` have begun already today,
    `skipped` are exceptions of the weekly rule and `unmatched` exceptions that the rule would not have met.
    """

    slots: tuple[Slot, ...] = ()
    overlapping: tuple[Slot, ...] = ()
    taken: tuple[Slot, ...] = ()
    past: tuple[Slot, ...] = ()
    skipped: tuple[date, ...] = ()
    unmatched: tuple[date, ...] = ()


def read_dates(text: str) -> tuple[list[date], str]:
    """Dates as people list them (2026-10-24, 2026/10/24, 2026年10月24日), in order and once each; the first misfit."""
    dates: set[date] = set()
    for word in filter(None, _BETWEEN.split(text)):
        found = _DATE.fullmatch(word)
        try:
            if not found:
                raise ValueError(word)
            dates.add(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return [], word[:20]
    return sorted(dates), ""


def refuse_dates(dates: Collection[date], today: date) -> tuple[Refusal, date | None] | None:
    """Why these dates cannot be planned, with the date to blame; None when they can."""
    if not dates:
        return Refusal.NO_DATES, None
    if len(dates) > MOST_AT_ONCE:
        return Refusal.TOO_MANY, None
    if min(dates) < today:
        return Refusal.PAST, min(dates)
    if max(dates) > today + timedelta(days=DAYS_AHEAD):
        return Refusal.TOO_FAR, max(dates)
    return None


def refuse_week(
    weekdays: Collection[int], from_on: date, until_on: date, today: date
) -> tuple[Refusal, date | None] | None:
    """Why a weekly rule cannot be planned; `weekdays` count from Monday, 0."""
    if not set(weekdays) & set(range(7)):
        return Refusal.NO_WEEKDAYS, None
    if from_on > until_on:
        return Refusal.DATES_REVERSED, None
    return refuse_dates([from_on, until_on], today)


def weekly_dates(weekdays: Collection[int], from_on: date, until_on: date) -> Iterator[date]:
    """The rule's dates from the first to the last day, both included."""
    for offset in range((until_on - from_on).days + 1):
        on = from_on + timedelta(days=offset)
        if on.weekday() in weekdays:
            yield on


def slot_on(on: date, starts: time, minutes: int) -> Slot:
    """The session of a date at a wall time."""
    begins = datetime.combine(on, starts.replace(second=0, microsecond=0, tzinfo=None), tzinfo=ZONE).astimezone(UTC)
    return Slot(begins, begins + timedelta(minutes=minutes))


def timed_slots(days: Iterable[OpenDay], minutes: int, *, last_entry_minutes: int) -> list[Slot]:
    """Entry times within the opening hours of these days, one after the other, each `minutes` long.

    The last of a stretch begins `last_entry_minutes` before it closes, or earlier, and ends before it closes.
    """
    slots = []
    for day in days:
        midnight = slot_on(day.on, time(), minutes)
        for opens, closes in day.intervals:
            latest = closes - max(minutes, last_entry_minutes)
            for begin in range(opens, latest + 1, minutes):
                later = timedelta(minutes=begin)
                slots.append(Slot(midnight.starts_at + later, midnight.ends_at + later))
    return slots


def make_plan(
    dates: Iterable[date],
    starts: time,
    minutes: int,
    *,
    now: datetime,
    existing: Collection[Slot] = (),
    exceptions: Collection[date] = (),
) -> Plan:
    """Sort dates that `refuse_dates` let pass into what to add and what to leave out."""
    wanted = sorted(set(dates))
    slots = [slot_on(on, starts, minutes) for on in wanted if on not in exceptions]
    return sort_slots(slots, wanted, now=now, existing=existing, exceptions=exceptions)


def sort_slots(
    slots: Collection[Slot],
    wanted: Collection[date],
    *,
    now: datetime,
    existing: Collection[Slot] = (),
    exceptions: Collection[date] = (),
) -> Plan:
    """As `make_plan`, for sessions that are known already; `wanted` are the dates with the exceptions among them."""
    begun = {slot.starts_at for slot in existing}
    taken = [slot for slot in slots if slot.starts_at in begun]
    past = [slot for slot in slots if slot.starts_at <= now and slot not in taken]
    fresh = [slot for slot in slots if slot not in taken and slot not in past]
    return Plan(
        slots=tuple(fresh),
        overlapping=tuple(slot for slot in fresh if any(slot.overlaps(other) for other in existing)),
        taken=tuple(taken),
        past=tuple(past),
        skipped=tuple(sorted(set(exceptions) & set(wanted))),
        unmatched=tuple(sorted(set(exceptions) - set(wanted))),
    )


def minutes_between(starts: time, ends: time, *, next_day: bool) -> int:
    """How long a session lasts; zero or less when it would end before it starts."""
    begin, end = (clock.hour * 60 + clock.minute for clock in (starts, ends))
    return end - begin + (LONGEST_MINUTES if next_day else 0)


def refuse_minutes(minutes: int) -> Refusal | None:
    """A session lasts from five minutes to a day."""
    return None if SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES else Refusal.TOO_SHORT_OR_LONG


def booking_window(starts_at: datetime, *, opens_days: int, closes_minutes: int) -> tuple[datetime, datetime]:
    """When booking of a session opens (0 hours wall time, that many days before its day) and closes, in UTC."""
    day = starts_at.astimezone(ZONE).date() - timedelta(days=opens_days)
    opens_at = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    return opens_at, starts_at - timedelta(minutes=closes_minutes)
