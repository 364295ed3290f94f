"""The one place where an occurrence's calendar text moves on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.core import stamps
from sciencepop.programme.models import Occurrence


def revise(session: Session, occurrences: Iterable[Occurrence], *, now: datetime, significant: bool) -> None:
    """Give each occurrence a new revision and write its VEVENT in both languages.

    `significant` is true when time, place or status changed: then `sequence` rises too (RFC 5546 2.1.4).
    Call inside a unit of work, after the change.
    """
    for occurrence in occurrences:
        occurrence.revision += 1
        occurrence.revised_at = now
        if significant:
            occurrence.sequence += 1
    stamps.programme_changed(session)
