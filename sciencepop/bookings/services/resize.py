"""Giving an occurrence more or fewer seats, and taking that back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.queries.seats import count_taken, find_occurrence
from sciencepop.bookings.rules.refusals import Refusal, refuse_size
from sciencepop.bookings.services.lock import lock_general_pool
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import ChangeKind
from sciencepop.programme.rules.changes import UNDO
from sciencepop.programme.rules.refusals import Refusal as ProgrammeRefusal
from sciencepop.programme.services.changes import note_change, take_back
from sciencepop.programme.services.licences import refuse_changed, refuse_locked
from sciencepop.programme.services.lock import hold_event_of


def resize_pool(occurrence_id: int, size: int, *, by: Person, now: datetime, seen: str = "") -> None:
    """Set the size of the general pool; new seats go to the waiting list first.

    The caller has asked whether `by` manages the base; `seen` is the size that the editor started from, where there was
    one. Refuses SIZE_TOO_SMALL below what is taken, SIZE_CHANGED, DROP_IN without a pool; and the programme's
    LICENCE_LOCKED, LICENCE_MISSING.
    """
    person_id = by.id
    with write() as session:
        write_size(session, occurrence_id, size, seen, by=person_id, now=now)
        attempts.remember(str(occurrence_id))


def undo_resize(occurrence_id: int, change_id: int, *, by: Person, now: datetime) -> None:
    """Give the general pool back the size that it had. Offers that were made since stand.

    The caller has asked whether `by` manages the base. Refuses UNDO_OVER, SIZE_TOO_SMALL below what is taken.
    """
    person_id = by.id
    with write() as session:
        hold_event_of(session, occurrence_id)
        pool = lock_general_pool(session, occurrence_id)
        change = take_back(session, occurrence_id, change_id, by=person_id, now=now)
        if pool is None or pool.size != change.after["size"]:
            raise RuleBroken(ProgrammeRefusal.UNDO_OVER)
        write_size(session, occurrence_id, change.before["size"], "", by=person_id, now=now, undoes=change_id)
        attempts.remember(change.occurrence.event.slug)


def write_size(
    session: Session, occurrence_id: int, size: int, seen: str, *, by: int, now: datetime, undoes: int | None = None
) -> None:
    """The change itself, inside a unit of work or a rehearsal. Sessions of an event are resized one after another."""
    hold_event_of(session, occurrence_id)
    pool = lock_general_pool(session, occurrence_id)
    occurrence = find_occurrence(session, occurrence_id)
    if pool is None or occurrence is None:
        raise RuleBroken(Refusal.DROP_IN)
    if seen and seen != str(pool.size):
        raise RuleBroken(Refusal.SIZE_CHANGED)
    taken = count_taken(session, pool.id)
    refused = refuse_size(size, taken)
    if refused:
        raise RuleBroken(refused, taken=taken)
    before, pool.size = pool.size, size
    if before != size:
        if not undoes:
            refuse_locked(session, occurrence, now)
        refuse_changed(session, occurrence, now)
    action = "occurrence.undo_resize" if undoes else "occurrence.resize"
    audit.record(session, by=by, at=now, action=action, subject=occurrence, before=before, size=size)
    if before != size:
        note_change(
            session,
            occurrence,
            ChangeKind.RESIZE,
            before={"size": before},
            after={"size": size},
            by=by,
            now=now,
            undo_until=None if undoes else now + UNDO,
        )
    settle(session, [Change(occurrence, pool, promote(session, pool, now))], now=now)
