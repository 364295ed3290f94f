"""That a list with people's names left the site is written down."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.programme.models import Occurrence


def note_export(occurrence_id: int, *, by: Person, now: datetime) -> None:
    """Write the audit row of an export of an occurrence's bookings."""
    person_id = by.id
    with write() as session:
        occurrence = session.get_one(Occurrence, occurrence_id)
        audit.record(session, by=person_id, at=now, action="occurrence.export_bookings", subject=occurrence)
