"""When a need opens: on a morning so many days before its shift, which is said once and moves along with it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sciencepop.programme.rules.recurrence import ZONE

MORNING = time(8)
MOST_DAYS = 180


def morning_before(starts_at: datetime, days: int | None) -> datetime | None:
    """Eight o'clock, so many days before the day of the shift; None where nothing was said."""
    if days is None:
        return None
    return datetime.combine(starts_at.astimezone(ZONE).date() - timedelta(days=days), MORNING, ZONE)


def days_before(starts_at: datetime, at: datetime | None) -> int | None:
    """The reverse: how many days before the shift a moment lies."""
    if at is None:
        return None
    return (starts_at.astimezone(ZONE).date() - at.astimezone(ZONE).date()).days
