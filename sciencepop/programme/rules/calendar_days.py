"""How a session stands in a calendar: at its hours, or as whole days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

WHOLE_DAYS_FROM = timedelta(hours=24)


def is_whole_days(starts: datetime, ends: datetime) -> bool:
    """Whether a span is shown as days: 24 hours and more, such as an exhibition, would cover a week's view."""
    return ends - starts >= WHOLE_DAYS_FROM


def whole_days(starts: datetime, ends: datetime) -> tuple[date, date]:
    """First day and the day after the last (RFC 5545: DTEND is exclusive) of a span in local wall time."""
    last = (ends - timedelta(seconds=1)).date()
    return starts.date(), last + timedelta(days=1)
