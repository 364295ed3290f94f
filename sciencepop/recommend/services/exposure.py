"""What bases were shown: noted in the process, written in portions, read by every process within a minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.core.db import hold_name, write
from sciencepop.programme.models import Occurrence
from sciencepop.recommend.engine.exposure import worth
from sciencepop.recommend.models import ExposureDay, Impression, ListBooking
from sciencepop.recommend.services.suggest import Suggestion
from sciencepop.recommend.shelf import Batch, get_shelves

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
            noted.add(found.worth, found.places, found.booked)  # the database is busy; one of the next lists brings it


def _write(batch: Batch, day: date) -> None:
    """All that was noted, at once. Lists come in the order of their codes, which is none."""
    with write() as session:
        hold_name(session, "exposure")
        _add_worth(session, batch.worth, day)
        if batch.places:
            places = sorted(batch.places, key=lambda row: (row["list_code"], row["position"]))
            session.execute(insert(Impression), places)
        if batch.booked:
            _add_booked(session, batch.booked)


def _add_booked(session: Session, booked: set[tuple[str, int, date]]) -> None:
    """What was booked out of which list; another session of the event that was shown is as good."""
    wanted = select(Occurrence.id, Occurrence.event_id).where(Occurrence.id.in_({one[1] for one in booked}))
    event_of = {occurrence: event for occurrence, event in session.execute(wanted)}
    found = {(code, event_of[occurrence]): day for code, occurrence, day in sorted(booked) if occurrence in event_of}
    for (code, event_id), day in found.items():
        if session.get(ListBooking, (code, event_id)) is None:
            session.add(ListBooking(list_code=code, event_id=event_id, booked_on=day))


def _add_worth(session: Session, found: dict[int, float], day: date) -> None:
    if found:
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
