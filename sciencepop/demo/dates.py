"""When the events of the sample season take place: patterns of a week around today."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time, timedelta

FIRST_DAY, LAST_DAY = -45, 75


@dataclass(frozen=True)
class Pattern:
    """Weekdays (Monday is 0) and wall times. `pick` weekdays of them are chosen for an event, 0 takes them all.

    `extra` is a second time on the busy weekends. `single` are some days, not a week's rule.
    """

    weekdays: tuple[int, ...]
    starts: tuple[str, ...]
    pick: int = 0
    extra: str = ""
    single: bool = False


PATTERNS = {
    "sat-am": Pattern((5,), ("09:30", "10:00"), extra="14:00"),
    "sat-pm": Pattern((5,), ("13:30", "14:00"), extra="10:00"),
    "weekend-am": Pattern((5, 6), ("09:30", "10:00", "10:30"), extra="15:00"),
    "weekend-pm": Pattern((5, 6), ("13:30", "14:00", "15:00"), extra="10:30"),
    "sat-night": Pattern((5,), ("18:30", "19:00")),
    "friday-night": Pattern((4,), ("18:30", "19:00")),
    "early": Pattern((5, 6), ("06:30", "07:00"), pick=1),
    "evening": Pattern((0, 1, 2, 3), ("18:30", "19:00", "19:30"), pick=1),
    "noon": Pattern((1, 2, 3), ("12:10",), pick=1),
    "morning": Pattern((0, 1, 2, 3, 4), ("09:00", "09:30"), pick=1),
    "weekday-pm": Pattern((1, 2, 3, 4), ("13:30", "14:00"), pick=1),
    "after-school": Pattern((2, 4), ("16:30",), pick=1),
    "gallery": Pattern((2, 4, 5, 6), ("10:00",), pick=3),
    "some-days": Pattern((5, 6), ("09:00", "09:30", "13:30"), single=True),
}

# (chance, first day, last day) of an event's season, days from today.
_SEASONS = ((0.10, FIRST_DAY, LAST_DAY), (0.17, FIRST_DAY, 4), (0.35, -8, 25), (0.22, -3, 40), (0.16, 10, LAST_DAY))


@dataclass(frozen=True)
class Rule:
    """A weekly rule as a series keeps it; `skipped` are dates left out."""

    weekdays: tuple[int, ...]
    starts: time
    from_on: date
    until_on: date
    skipped: tuple[date, ...]

    def dates(self) -> list[date]:
        """The dates on which it takes place."""
        days = (self.until_on - self.from_on).days + 1
        every = (self.from_on + timedelta(days=offset) for offset in range(days))
        return [on for on in every if on.weekday() in self.weekdays and on not in self.skipped]


@dataclass(frozen=True)
class Times:
    """An event's rule, if it has one, and single sessions beside it."""

    rule: Rule | None
    single: tuple[tuple[date, time], ...]


def busy_weekend(today: date) -> tuple[date, ...]:
    """Saturday and Sunday of this week and of the next, as far as they are not over."""
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=offset) for offset in (5, 6, 12, 13))
    return tuple(on for on in days if on >= today)


def times_of(when: str, today: date, rng: random.Random) -> Times:
    """When an event of this pattern takes place."""
    pattern = PATTERNS[when]
    starts = time.fromisoformat(rng.choice(pattern.starts))
    if pattern.single:
        return Times(None, tuple((on, starts) for on in _some_days(pattern, today, rng)))
    first, last = _season(rng)
    rule = Rule(_weekdays(pattern, rng), starts, today + timedelta(days=first), today + timedelta(days=last), ())
    dates = rule.dates()
    if len(dates) > 6 and rng.random() < 0.3:
        rule = Rule(rule.weekdays, starts, rule.from_on, rule.until_on, (rng.choice(dates[1:-1]),))
    return Times(rule, _extras(pattern, rule, today))


def _season(rng: random.Random) -> tuple[int, int]:
    draw = rng.random()
    for chance, first, last in _SEASONS:
        if draw < chance:
            return first, last
        draw -= chance
    return FIRST_DAY, LAST_DAY


def _weekdays(pattern: Pattern, rng: random.Random) -> tuple[int, ...]:
    if not pattern.pick:
        return pattern.weekdays
    return tuple(sorted(rng.sample(pattern.weekdays, pattern.pick)))


def _extras(pattern: Pattern, rule: Rule, today: date) -> tuple[tuple[date, time], ...]:
    if not pattern.extra:
        return ()
    second = time.fromisoformat(pattern.extra)
    dates = set(rule.dates())
    return tuple((on, second) for on in busy_weekend(today) if on in dates)


def _some_days(pattern: Pattern, today: date, rng: random.Random) -> list[date]:
    """Two to six days of the season, one of them soon."""
    days = [today + timedelta(days=offset) for offset in range(FIRST_DAY, LAST_DAY + 1)]
    fitting = [on for on in days if on.weekday() in pattern.weekdays]
    soon = [on for on in fitting if 0 < (on - today).days <= 28]
    return sorted({rng.choice(soon), *rng.sample(fitting, rng.randint(2, 5))})
