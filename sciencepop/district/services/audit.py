"""What officers do with the audit trail stands in it too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core import audit, documents
from sciencepop.core.db import write
from sciencepop.core.text import clean_line
from sciencepop.district.audit_archive import KIND

LONGEST = 60


def note_export(count: int | None, asked: Mapping[str, str], *, by: int, now: datetime) -> None:
    """An officer took along so many rows (None: all), found by these conditions. An address is not kept."""
    kept = " ".join(f"{name}={clean_line(value)[:LONGEST]}" for name, value in asked.items() if name != "address")
    facts = {"asked": kept} if kept else {}
    with write() as session:
        officer = session.get_one(Person, by)
        audit.record(session, by=by, at=now, action="audit.exported", subject=officer, rows=count, **facts)


def ask_archive(code: str, asked: Mapping[str, str], *, by: int, now: datetime) -> None:
    """Have the worker make the file of everything that was found."""
    with write() as session:
        documents.want(session, KIND, code, now=now)
        note_export(None, asked, by=by, now=now)
