"""What bases were shown: noted in the process, written in portions, read by every process within a minute."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from sciencepop.core import clock
from sciencepop.core.db import hold_name, write
from sciencepop.recommend.engine.exposure import worth
from sciencepop.recommend.models import ExposureDay
from sciencepop.recommend.services.suggest import Suggestion

WRITTEN_EVERY = timedelta(seconds=30)
KEPT = timedelta(days=400)


class _Noted:
    """What this process has shown and not written yet. What is lost with a process evens out."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.worth: Counter[int] = Counter()
        self.written_at: datetime | None = None

    def add(self, bases: Iterable[int]) -> None:
        with self.lock:
            for rank, base in enumerate(bases, start=1):
                self.worth[base] += worth(rank)  # type: ignore[assignment]

    def take(self, now: datetime) -> dict[int, float]:
        """What is to be written now; nothing while the last time is less than WRITTEN_EVERY ago."""
        with self.lock:
            if not self.worth or (self.written_at and self.written_at <= now < self.written_at + WRITTEN_EVERY):
                return {}
            found, self.worth, self.written_at = dict(self.worth), Counter(), now
            return found

    def give_back(self, found: dict[int, float]) -> None:
        with self.lock:
            self.worth.update(found)  # type: ignore[arg-type]


_noted = _Noted()


def note_shown(shown: Iterable[Suggestion], now: datetime) -> None:
    """A list was shown to somebody, from the first place down. Written at once or with one of the next lists."""
    _noted.add(one.base_id for one in shown)
    found = _noted.take(now)
    if found:
        try:
            _write(found, clock.local(now).date())
        except OperationalError:
            _noted.give_back(found)  # the database is busy; a page does not wait for this


def _write(found: dict[int, float], day: date) -> None:
    with write() as session:
        hold_name(session, "exposure")
        rows = select(ExposureDay).where(ExposureDay.shown_on == day, ExposureDay.base_id.in_(found))
        have = {row.base_id: row for row in session.scalars(rows.execution_options(populate_existing=True))}
        for base_id in sorted(found):
            if base_id in have:
                have[base_id].worth += found[base_id]
            else:
                session.add(ExposureDay(base_id=base_id, shown_on=day, worth=found[base_id]))


def forget_exposure(now: datetime) -> int:
    """Delete days that no promise reaches back to; returns how many rows."""
    with write() as session:
        done = session.execute(delete(ExposureDay).where(ExposureDay.shown_on < clock.local(now).date() - KEPT))
        return int(getattr(done, "rowcount", 0))
