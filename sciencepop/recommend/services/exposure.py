"""What bases were shown: noted in the process, written in portions, read by every process within a minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from sciencepop.core import clock
from sciencepop.core.db import hold_name, write
from sciencepop.recommend.engine.exposure import worth
from sciencepop.recommend.models import ExposureDay
from sciencepop.recommend.services.suggest import Suggestion
from sciencepop.recommend.shelf import get_shelves

KEPT = timedelta(days=400)


def note_shown(shown: Iterable[Suggestion], now: datetime) -> None:
    """A list was shown to somebody, from the first place down. Written at once or with one of the next lists."""
    noted, worths = get_shelves().noted, dict[int, float]()
    for rank, one in enumerate(shown, start=1):
        worths[one.base_id] = worths.get(one.base_id, 0) + worth(rank)
    noted.add(worths)
    found = noted.take(now)
    if found:
        try:
            _write(found, clock.local(now).date())
        except OperationalError:
            noted.add(found)  # the database is busy; one of the next lists brings it


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
