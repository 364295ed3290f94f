"""That a table with people's names left the site is written down."""

from __future__ import annotations

from datetime import date, datetime

from sciencepop.accounts.models import Person
from sciencepop.core import audit
from sciencepop.core.db import write


def note_table(from_on: date, until_on: date, *, by: Person, now: datetime) -> None:
    """Write the audit row of a table of hours."""
    person_id = by.id
    with write() as session:
        person = session.get_one(Person, person_id)
        days = {"from": from_on.isoformat(), "until": until_on.isoformat()}
        audit.record(session, by=person_id, at=now, action="hours.table", subject=person, **days)
