"""What officers do with the audit trail stands in it too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sciencepop.accounts.models import Person
from sciencepop.core import audit
from sciencepop.core.db import write


def note_export(count: int, asked: dict[str, Any], *, by: int, now: datetime) -> None:
    """An officer took along so many rows, found by these conditions. Whose address was asked for is not kept."""
    kept = {name: value for name, value in asked.items() if name != "address"}
    with write() as session:
        officer = session.get_one(Person, by)
        audit.record(session, by=by, at=now, action="audit.exported", subject=officer, rows=count, **kept)
