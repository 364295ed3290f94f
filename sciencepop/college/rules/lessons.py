"""When a class is taught: weekly lessons around the days off, and what a change of those would move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sciencepop.programme.rules.recurrence import ZONE


@dataclass(frozen=True)
class Off:
    """Days without lessons, both included; a single day has both the same."""

    from_on: date
    until_on: date

    def has(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True)
class Pattern:
    """A class in wall time: `weekday` 0 is Monday, so many minutes from `starts`, `lessons` times."""

    weekday: int
    starts: time
    minutes: int
    lessons: int
    from_on: date
    until_on: date


@dataclass(frozen=True)
class Slot:
    """A lesson by its number, `[starts_at, ends_at)`."""

    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Move:
    """A lesson that changes its time."""

    number: int
    before: datetime
    after: datetime


def teaching_days(weekday: int, from_on: date, until_on: date, off: Iterable[Off]) -> list[date]:
    """Every such weekday from one day to another, both included, that is no day off."""
    spans = list(off)
    day = from_on + timedelta(days=(weekday - from_on.weekday()) % 7)
    found = []
    while day <= until_on:
        if not any(span.has(day) for span in spans):
            found.append(day)
        day += timedelta(days=7)
    return found


def plan_lessons(
    pattern: Pattern, off: Iterable[Off], kept: Sequence[Slot] = (), not_before: date | None = None
) -> list[Slot] | None:
    """All lessons of a class in order; None where the term has too few days.

    `kept` took place or have begun: they stay as they are, and the rest follows on later days, never before
    `not_before`.
    """
    first = pattern.from_on
    if kept:
        first = max(first, max(slot.starts_at for slot in kept).astimezone(ZONE).date() + timedelta(days=1))
    if not_before is not None:
        first = max(first, not_before)
    missing = pattern.lessons - len(kept)
    days = teaching_days(pattern.weekday, first, pattern.until_on, off)
    if len(days) < missing:
        return None
    numbers = sorted(set(range(1, pattern.lessons + 1)) - {slot.number for slot in kept})
    rest = [_slot(number, day, pattern) for number, day in zip(numbers, days, strict=False)]
    return sorted([*kept, *rest], key=lambda slot: slot.number)


def moves_between(before: Sequence[Slot], after: Sequence[Slot]) -> list[Move]:
    """What changes from one plan to another of the same lessons, by number."""
    planned = {slot.number: slot.starts_at for slot in after}
    return [
        Move(slot.number, slot.starts_at, planned[slot.number])
        for slot in sorted(before, key=lambda slot: slot.number)
        if slot.number in planned and planned[slot.number] != slot.starts_at
    ]


def _slot(number: int, day: date, pattern: Pattern) -> Slot:
    starts_at = datetime.combine(day, pattern.starts, ZONE)
    return Slot(number, starts_at, starts_at + timedelta(minutes=pattern.minutes))
