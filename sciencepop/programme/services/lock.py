"""Taking an event's row for a change, so that two people cannot decide on the same state."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Event, Occurrence, OccurrenceState
from sciencepop.programme.rules.lifecycle import CLOSED
from sciencepop.programme.rules.refusals import Refusal


def lock_event(session: Session, event_id: int, by: Person) -> Event:
    """The row, locked on PostgreSQL (SQLite holds the one write lock already). Refuses NOT_ALLOWED.

    FOR NO KEY UPDATE: a booking that writes fullness twice has the key of the event checked, and must not wait for it.
    """
    found = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    event = session.scalars(found.execution_options(populate_existing=True)).one()
    if not by.manages(event.base_id):
        raise RuleBroken(Refusal.NOT_ALLOWED)
    return event


def hold_event_of(session: Session, occurrence_id: int) -> None:
    """The event of an occurrence, held before its pools: what a licence covers is counted over all its sessions."""
    event_id = select(Occurrence.event_id).where(Occurrence.id == occurrence_id).scalar_subquery()
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))


def lock_open_event(session: Session, event_id: int, by: Person) -> Event:
    """As `lock_event`, for an event that may still change. Refuses WRONG_STATE when it is cancelled."""
    event = lock_event(session, event_id, by)
    if event.state.value in CLOSED:
        raise RuleBroken(Refusal.WRONG_STATE, state=event.state)
    return event


def lock_occurrence(session: Session, occurrence_id: int, by: Person, now: datetime) -> Occurrence:
    """An occurrence that may still change, with its event's row locked.

    Refuses NOT_ALLOWED, WRONG_STATE, ALREADY_CANCELLED, ALREADY_OVER.
    """
    event_id = session.scalars(select(Occurrence.event_id).where(Occurrence.id == occurrence_id)).one()
    lock_open_event(session, event_id, by)
    occurrence = session.get_one(Occurrence, occurrence_id, populate_existing=True)
    if occurrence.state is OccurrenceState.CANCELLED:
        raise RuleBroken(Refusal.ALREADY_CANCELLED)
    if occurrence.ends_at <= now:
        raise RuleBroken(Refusal.ALREADY_OVER)
    return occurrence
