"""How much somebody may serve: rest, day, week, days in a row, hours of the day; by age, as rows with dates.

The rows stand in `data/volunteer_limits.csv`; the newest whose ages and dates fit counts. All are hard rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sciencepop.programme.rules.recurrence import ZONE

OF_AGE = 18
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LimitPolicy:
    """What holds for ages from `age_from` to `age_until` (None: and above), on days from `from_on` to `until_on`.

    `earliest` and `latest` are wall times that a shift keeps within; `change_over_minutes` lie between two shifts at
    different venues.
    """

    age_from: int
    age_until: int | None
    from_on: date
    until_on: date | None
    most_day_minutes: int
    most_week_minutes: int
    min_rest_minutes: int
    most_consecutive_days: int
    earliest: time
    latest: time
    change_over_minutes: int

    def fits(self, age: int, day: date) -> bool:
        """Whether this row is about somebody of that age on that day."""
        ages = self.age_from <= age and (self.age_until is None or age <= self.age_until)
        return ages and self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Served:
    """Time of a shift that somebody has, or would take. `venue` tells places apart."""

    starts_at: datetime
    ends_at: datetime
    venue: str = ""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def day(self) -> date:
        """The district's day on which it begins, which it is counted to."""
        return self.starts_at.astimezone(ZONE).date()


class Limit(StrEnum):
    HOURS = "hours"
    CHANGE_OVER = "change_over"
    REST = "rest"
    DAY = "day"
    WEEK = "week"
    ROW = "row"


def policy_for(rows: Iterable[LimitPolicy], age: int | None, day: date) -> LimitPolicy | None:
    """The policy of somebody of that age (None: of age) on a day; None where nobody of it may serve."""
    found = [row for row in rows if row.fits(OF_AGE if age is None else age, day)]
    return max(found, key=lambda row: row.from_on, default=None)


def broken_limit(
    wish: Served, have: Iterable[Served], policy: LimitPolicy, own_week_minutes: int | None = None
) -> Limit | None:
    """The first limit that one more shift would break, or None. Overlaps are the ledger's to tell.

    `have` are the person's other shifts of a fortnight before and after. `own_week_minutes` is their own limit.
    """
    others = list(have)
    if not _within_hours(wish, policy):
        return Limit.HOURS
    if any(_too_near(wish, other, policy) for other in others):
        return Limit.CHANGE_OVER
    if any(_no_rest(wish, other, policy) for other in others):
        return Limit.REST
    if wish.minutes + sum(other.minutes for other in others if other.day == wish.day) > policy.most_day_minutes:
        return Limit.DAY
    week = wish.minutes + sum(other.minutes for other in others if _week(other.day) == _week(wish.day))
    if week > min(policy.most_week_minutes, own_week_minutes or policy.most_week_minutes):
        return Limit.WEEK
    days = {other.day for other in others}
    return Limit.ROW if days_in_a_row(wish.day, days) > policy.most_consecutive_days else None


def days_in_a_row(day: date, others: set[date]) -> int:
    """How long the unbroken run of days is that this day would belong to."""
    first, last = day, day
    while first - A_DAY in others:
        first -= A_DAY
    while last + A_DAY in others:
        last += A_DAY
    return (last - first).days + 1


def _within_hours(wish: Served, policy: LimitPolicy) -> bool:
    """The whole shift lies between the earliest and the latest hour of its day; 23:59 means midnight and later too."""
    start, end = wish.starts_at.astimezone(ZONE), wish.ends_at.astimezone(ZONE)
    if start.time() < policy.earliest:
        return False
    if policy.latest >= time(23, 59):
        return True
    return start.date() == end.date() and end.time() <= policy.latest


def _too_near(wish: Served, other: Served, policy: LimitPolicy) -> bool:
    if wish.venue == other.venue:
        return False
    gap = timedelta(minutes=policy.change_over_minutes)
    return wish.starts_at < other.ends_at + gap and other.starts_at < wish.ends_at + gap


def _no_rest(wish: Served, other: Served, policy: LimitPolicy) -> bool:
    """Between shifts of two days lies the night's rest; on one day only the day's limit counts."""
    if wish.day == other.day:
        return False
    rest = timedelta(minutes=policy.min_rest_minutes)
    return wish.starts_at < other.ends_at + rest and other.starts_at < wish.ends_at + rest


def _week(day: date) -> tuple[int, int]:
    year, week, _weekday = day.isocalendar()
    return year, week
