"""Asking for the file of a year's report on what is known of children."""

from __future__ import annotations

from datetime import datetime

from sciencepop.core import documents
from sciencepop.core.db import write
from sciencepop.district.minors_report import KIND, code_of


def ask_report(year: int, *, now: datetime) -> None:
    """Have the worker make it."""
    with write() as session:
        documents.want(session, KIND, code_of(year, now), now=now)
