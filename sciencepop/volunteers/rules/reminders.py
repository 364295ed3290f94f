"""When people are reminded of a shift: once, on the evening before, never at night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sciencepop.programme.rules.recurrence import ZONE

FROM, UNTIL = time(18), time(21)
"""The evening. After it nobody is written to any more: better no reminder than one in the night."""


def reminded_day(now: datetime) -> date | None:
    """The day of whose shifts people are reminded now, None outside the evening."""
    local = now.astimezone(ZONE)
    return local.date() + timedelta(days=1) if FROM <= local.time() < UNTIL else None


def evening_before(day: date) -> tuple[datetime, datetime]:
    """From when until when it is the evening on which people are reminded of shifts of a day.

    Who becomes certain in it has just been told, and needs no reminder.
    """
    before = day - timedelta(days=1)
    return datetime.combine(before, FROM, ZONE), datetime.combine(before, UNTIL, ZONE)
