"""What officers do with the audit trail stands in it too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sciencepop.accounts.models import Person
from sciencepop.core import audit, documents
from sciencepop.core.db import write
from sciencepop.district.audit_archive import KIND


def note_export(count: int | None, asked: dict[str, Any], *, by: int, now: datetime) -> None:
    """An officer took along so many rows (None: all), found by these conditions. An address is not kept."""
    kept = {name: value for name, value in asked.items() if name != "address"}
    with write() as session:
        officer = session.get_one(Person, by)
        audit.record(session, by=by, at=now, action="audit.exported", subject=officer, rows=count, **kept)


def ask_archive(code: str, asked: dict[str, Any], *, by: int, now: datetime) -> None:
    """Have the worker make the file of everything that was found."""
    with write() as session:
        documents.want(session, KIND, code, now=now)
        note_export(None, asked, by=by, now=now)
