"""An officer's verbs on the calendar: enter a year from its notice, or take what was entered away.

Dangerous: opening hours, deadlines in working days and filters of every page follow it at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from sciencepop.core import audit, stamps
from sciencepop.core.almanac.models import AlmanacSpan, AlmanacYear, YearKind
from sciencepop.core.almanac.notice import read_notice, read_school_calendar
from sciencepop.core.db import hold_name, write


def enter_year(kind: YearKind, year: int, text: str, source: str, *, by: int, now: datetime) -> None:
    """Keep what a notice says of a year, in place of what was entered before. Raises BadNotice."""
    spans = read_notice(text, year) if kind is YearKind.PUBLIC else read_school_calendar(text, year)
    with write() as session:
        hold_name(session, "almanac")
        row = session.scalars(
            select(AlmanacYear).where(AlmanacYear.kind == kind, AlmanacYear.year == year)
        ).one_or_none()
        if row is None:
            row = AlmanacYear(kind=kind, year=year)
            session.add(row)
        row.source, row.entered_at = source, now
        row.spans = [
            AlmanacSpan(kind=one.kind, first_on=one.first, last_on=one.last, name_zh=one.name_zh) for one in spans
        ]
        session.flush()
        audit.record(session, by=by, at=now, action="almanac.enter", subject=row, year=year, source=source)
        stamps.programme_changed(session)


def drop_year(year_id: int, *, by: int, now: datetime) -> None:
    """Take what was entered of a year away: package, files and law count again. Nothing happens a second time."""
    with write() as session:
        hold_name(session, "almanac")
        row = session.get(AlmanacYear, year_id)
        if row is None:
            return
        audit.record(session, by=by, at=now, action="almanac.drop", subject=row, year=row.year, source=row.source)
        session.delete(row)
        stamps.programme_changed(session)
