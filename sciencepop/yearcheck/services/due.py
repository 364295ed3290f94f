"""What the days ask for: reminders before the closing day and before a mending ends, and word of what is late.

The worker asks once a day. Every letter has a key, so that asking twice writes once. Nothing is decided by a clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import db, write
from sciencepop.yearcheck.letters import remind_of_closing, tell
from sciencepop.yearcheck.queries.files import list_mending, list_overdue, list_owing
from sciencepop.yearcheck.rules.steps import RESPONSIBLE, FileState, News, Side
from sciencepop.yearcheck.services.fill import lock_file
from sciencepop.yearcheck.terms import first_year, terms


def stage_of(last: date, today: date, before: list[int]) -> int | None:
    """The reminder whose time has come: so many days before the last day, the fewest that have begun; None for none."""
    left = (last - today).days
    return min((days for days in before if left <= days), default=None) if left >= 0 else None


def remind_of_filing(now: datetime) -> int:
    """Tell bases that have not filed last year's figures, before the closing day; how many bases."""
    today = clock.local(now).date()
    year = today.year - 1
    if year < first_year():
        return 0
    last = terms(year).day("closes")
    stage = stage_of(last, today, terms(year).numbers("remind_days"))
    if stage is None:
        return 0
    count, after = 0, 0
    while owing := [base.id for base in list_owing(db.session(), year, ScienceBase.id > after)]:
        for base_id in owing:
            with write() as session:
                remind_of_closing(session, base_id, year, last, stage, now=now)
        count, after = count + len(owing), owing[-1]
    return count


def remind_of_mending(now: datetime) -> int:
    """Tell bases whose time for putting things right comes to its end; how many files."""
    today = clock.local(now).date()
    before = terms(max(today.year - 1, first_year())).numbers("remind_mending_days")
    codes = list_mending(db.session(), today + timedelta(days=max(before)))
    for code in codes:
        with write() as session:
            file = lock_file(session, code)
            stage = stage_of(file.due_on, today, before) if file.due_on else None
            if file.state is FileState.MENDING and stage is not None:
                tell(session, file, News.MENDING_ENDS, (Side.BASE,), key=f"{file.due_on}-{stage}", now=now)
    return len(codes)


def tell_of_late(now: datetime) -> int:
    """Whoever let a day pass is told once, with the district; how many files."""
    today = clock.local(now).date()
    codes = list_overdue(db.session(), today)
    for code in codes:
        with write() as session:
            file = lock_file(session, code)
            if file.due_on and file.due_on < today and not file.is_late:
                file.is_late = True
                sides = RESPONSIBLE.get(file.state, ())
                tell(session, file, News.LATE, sides, key=f"late-{file.due_on}", now=now)
    return len(codes)
