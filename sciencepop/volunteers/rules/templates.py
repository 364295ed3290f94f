"""Making shifts from a template again: what is new, what changes, what is left alone. Nothing is ever deleted.

A shift that people have signed up for is not changed by the template: it is shown as kept, so that a human decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sciencepop.programme.rules.recurrence import ZONE

MOST_DAYS = 400


@dataclass(frozen=True)
class Planned:
    """A shift as the template would have it; `key` names it for good, `cause` are the columns that say what for."""

    key: str
    starts_at: datetime
    ends_at: datetime
    cause: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Existing:
    """A shift that was made by the template before, with what of it the template would write."""

    key: str
    starts_at: datetime
    ends_at: datetime
    values: Mapping[str, Any]
    has_people: bool
    is_over: bool


@dataclass(frozen=True)
class Diff:
    """By key: `added`, `changed` (what it was, what it gets), `kept` (differs, but people count on it), `gone` (the
    template no longer makes it; it stays)."""

    added: Sequence[Planned]
    changed: Sequence[tuple[Existing, Planned]]
    kept: Sequence[Existing]
    gone: Sequence[Existing]


def diff(planned: Iterable[Planned], existing: Iterable[Existing]) -> Diff:
    """What making the shifts would do."""
    wanted = {one.key: one for one in planned}
    have = {one.key: one for one in existing}
    both = [(have[key], one) for key, one in wanted.items() if key in have]
    differing = [(old, new) for old, new in both if not old.is_over and _differs(old, new)]
    return Diff(
        added=[one for key, one in wanted.items() if key not in have],
        changed=[(old, new) for old, new in differing if not old.has_people],
        kept=[old for old, _new in differing if old.has_people],
        gone=[one for key, one in have.items() if key not in wanted and not one.is_over],
    )


def days_between(from_on: date, until_on: date, weekdays: Iterable[str]) -> list[date]:
    """The days of these weekdays ("0" is Monday), both ends included, at most MOST_DAYS."""
    wanted = {int(weekday) for weekday in weekdays}
    span = min((until_on - from_on).days, MOST_DAYS - 1)
    days = (from_on + timedelta(days=number) for number in range(span + 1))
    return [day for day in days if day.weekday() in wanted]


def time_on(day: date, from_time: time, minutes: int) -> tuple[datetime, datetime]:
    """Start and end of a shift that begins at a wall time of the district."""
    start = datetime.combine(day, from_time, ZONE)
    return start, start + timedelta(minutes=minutes)


def _differs(old: Existing, new: Planned) -> bool:
    return (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at) or any(
        old.values.get(name) != value for name, value in new.values.items()
    )
