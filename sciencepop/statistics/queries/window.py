"""The time of a year's records: what began in the year, and is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_

from sciencepop.core.clock import day_bounds, local


@dataclass(frozen=True)
class Window:
    """The year `[since, before)` of the district as it is known at `now`. What goes on past midnight on its last day is
    of the year in which it began.
    """

    since: datetime
    before: datetime
    now: datetime

    @property
    def last_day(self) -> date:
        """The last day of the year, or today."""
        return min(local(self.before).date() - timedelta(days=1), local(self.now).date())

    def over(self, starts_at: Any, ends_at: Any) -> ColumnElement[bool]:
        """A condition on two columns."""
        return and_(starts_at >= self.since, starts_at < self.before, ends_at <= self.now)


def window_of(year: int, now: datetime) -> Window:
    """The window of a year."""
    return Window(day_bounds(date(year, 1, 1))[0], day_bounds(date(year + 1, 1, 1))[0], now)
