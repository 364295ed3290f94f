"""The one place where an occurrence's calendar text moves on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.core import stamps
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.vevents import store_vevents


def revise(session: Session, occurrences: Iterable[Occurrence], *, now: datetime, significant: bool) -> None:
    """Give each occurrence a new revision and write its VEVENT in both languages.

    `significant` is true when time, place or status changed: then `sequence` rises too (RFC 5546 2.1.4).
    Call inside a unit of work, after the change.
    """
    revised = list(occurrences)
    for occurrence in revised:
        if significant:
            occurrence.sequence += 1
    _write(session, revised, now)
    stamps.programme_changed(session)


def revise_fullness(session: Session, occurrences: Iterable[Occurrence], *, now: datetime) -> None:
    """As `revise`, for sessions whose `is_full` changed and nothing else: readers need not learn the programme anew."""
    _write(session, list(occurrences), now)
    stamps.fullness_changed(session)


def _write(session: Session, occurrences: list[Occurrence], now: datetime) -> None:
    for occurrence in occurrences:
        occurrence.revision += 1
        occurrence.revised_at = now
    session.flush()
    store_vevents(session, occurrences)
