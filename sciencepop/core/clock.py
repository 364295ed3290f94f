"""The one clock. Views and core ask it; services take `now=`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_frozen: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC, to the second."""
    moment = _frozen or datetime.now(UTC)
    return moment.replace(microsecond=0)


def today() -> date:
    """The calendar day in the district."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The wall time in the district of an aware moment."""
    return moment.astimezone(SHANGHAI)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The half-open interval [start, end) in UTC of a district's calendar day."""
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment; for tests and for loading the sample season."""
    global _frozen  # noqa: PLW0603
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
