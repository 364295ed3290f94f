"""When letters may leave, and when a digest is due. Moments are wall times of the district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAYS_OF_FIRST_WEEK = 7


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody is written to, over midnight. They hold for everybody, so that no minor gets a push at
    night and nobody has to say that they are one."""

    since: time
    until: time

    def holds(self, local: datetime) -> bool:
        """Whether it is quiet at a wall time."""
        return local.time() >= self.since or local.time() < self.until

    def begins_after(self, local: datetime) -> datetime:
        """When the next quiet hours begin; a wall time itself while they hold."""
        if self.holds(local):
            return local
        return datetime.combine(local.date(), self.since, local.tzinfo)

    def ends_after(self, local: datetime) -> datetime:
        """When the quiet hours end that hold at a wall time, or the next ones."""
        is_morning = local.time() < self.until
        return datetime.combine(local.date() + timedelta(days=not is_morning), self.until, local.tzinfo)


@dataclass(frozen=True)
class Weekly:
    """The day of the week (0 is Monday) and hour of the digest, and how many hours late it may still leave."""

    weekday: int
    at: time
    late: timedelta

    def due(self, local: datetime) -> date | None:
        """The day whose digest is due at a wall time; None between two of them."""
        day = local.date() - timedelta(days=(local.weekday() - self.weekday) % 7)
        start = datetime.combine(day, self.at, local.tzinfo)
        if local < start:
            day, start = day - timedelta(days=7), start - timedelta(days=7)
        return day if local - start <= self.late else None

    def following(self, local: datetime) -> datetime:
        """When the next digest leaves after a wall time."""
        day = local.date() + timedelta(days=(self.weekday - local.weekday()) % 7)
        start = datetime.combine(day, self.at, local.tzinfo)
        return start if local < start else start + timedelta(days=7)


def is_monthly(day: date) -> bool:
    """Whether the digest of that day goes to those who want one a month, too: the first of its month does."""
    return day.day <= DAYS_OF_FIRST_WEEK
