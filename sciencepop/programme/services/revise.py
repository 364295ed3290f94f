"""The one place where an occurrence's calendar text moves on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core import stamps
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.vevents import BATCH, load, store_vevents


def revise(session: Session, occurrences: Iterable[Occurrence], *, now: datetime, significant: bool) -> None:
    """Give each occurrence a new revision and write its VEVENT in both languages.

    `significant` is true when time, place or status changed: then `sequence` rises too (RFC 5546 2.1.4).
    Call inside a unit of work, after the change.
    """
    _write(session, occurrences, now, significant=significant)
    stamps.programme_changed(session)


def revise_fullness(session: Session, occurrences: Iterable[Occurrence], *, now: datetime) -> None:
    """As `revise`, for sessions whose `is_full` changed and nothing else: readers need not learn the programme anew."""
    _write(session, occurrences, now, significant=False)
    stamps.fullness_changed(session)


def _write(session: Session, occurrences: Iterable[Occurrence], now: datetime, *, significant: bool) -> None:
    session.flush()
    revised = _read_again(session, sorted(occurrence.id for occurrence in occurrences))
    for occurrence in revised:
        occurrence.revision += 1
        occurrence.revised_at = now
        if significant:
            occurrence.sequence += 1
    session.flush()
    store_vevents(session, revised)


def _read_again(session: Session, ids: list[int]) -> list[Occurrence]:
    """Lock the rows, and only then read what is written into the text.

    A booking holds the pool and a manager's change the event, so each can have been reading while the other wrote:
    without this the later text would not tell what the earlier one did, that nothing is free or that the title is new.
    """
    found: list[Occurrence] = []
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = select(Occurrence.id).where(Occurrence.id.in_(batch)).order_by(Occurrence.id)
        session.execute(rows.with_for_update(key_share=True))  # the lock that a change of the row has taken already
        found += load(session, batch)
    return found
