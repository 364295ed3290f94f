"""The public list of venues for practice outside school (校外实践教育促进规定, art. 11): what a row must tell."""

from __future__ import annotations

from datetime import datetime, timedelta

from sciencepop.bases.rules.completeness import Filled

FIVE = ("name", "address", "contact", "hours", "capacity")
CONFIRMED_FOR = timedelta(days=365)


def missing_of_five(filled: Filled) -> list[str]:
    """Which of the five facts are still to be told, in the law's order."""
    return [name for name in FIVE if not getattr(filled, name)]


def is_due(confirmed_at: datetime | None, since: datetime, now: datetime) -> bool:
    """Whether nobody has confirmed the row for a year, since it was confirmed last or became public."""
    return (confirmed_at or since) + CONFIRMED_FOR <= now


def reminder_is_due(
    confirmed_at: datetime | None, since: datetime, reminded_at: datetime | None, now: datetime
) -> bool:
    """Whether the base is to be reminded: once for each year without a confirmation."""
    if not is_due(confirmed_at, since, now):
        return False
    return reminded_at is None or reminded_at + CONFIRMED_FOR <= now or reminded_at < (confirmed_at or since)
