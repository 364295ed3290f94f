"""Cancelling: one occurrence, or an event with all that is still to come. Whoever holds a booking is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme import hooks
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState
from sciencepop.programme.rules.lifecycle import Step, refuse_step
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.lock import lock_event, lock_occurrence
from sciencepop.programme.services.revise import revise


def cancel_occurrence(occurrence_id: int, *, reason: str, by: Person, now: datetime) -> None:
    """Cancel an occurrence that is not over. It stays on its page and in calendars, as cancelled.

    Refuses NOT_ALLOWED, WRONG_STATE, ALREADY_CANCELLED, ALREADY_OVER, REASON_MISSING.
    """
    with write() as session:
        occurrence = lock_occurrence(session, occurrence_id, by, now)
        if not reason.strip():
            raise RuleBroken(Refusal.REASON_MISSING)
        _cancel(session, [occurrence], reason, by=by, now=now)
        attempts.remember(occurrence.event.slug)


def cancel_event(event_id: int, *, reason: str, by: Person, now: datetime) -> None:
    """Cancel a public event and everything of it that is still to come. This cannot be undone.

    Refuses NOT_ALLOWED, WRONG_STATE, REASON_MISSING.
    """
    with write() as session:
        event = lock_event(session, event_id, by)
        refused = refuse_step(Step.CANCEL, event.state.value, is_officer=by.is_officer, reason=reason)
        if refused:
            raise RuleBroken(refused, state=event.state)
        cancel_coming(session, event, reason, by=by, now=now)
        event.state = EventState.CANCELLED
        event.state_reason = reason
        audit.record(session, by=by.id, at=now, action="event.cancel", subject=event, note=reason)
        stamps.programme_changed(session)
        attempts.remember(event.slug)


def cancel_coming(session: Session, event: Event, reason: str, *, by: Person, now: datetime) -> None:
    """Cancel every occurrence of a locked event that is not over. Call inside a unit of work."""
    _cancel(session, list_ahead(session, event, now), reason, by=by, now=now)


def list_ahead(session: Session, event: Event, now: datetime) -> Sequence[Occurrence]:
    """What of a locked event is to take place and not over."""
    ahead = select(Occurrence).where(
        Occurrence.event_id == event.id,
        Occurrence.ends_at > now,
        Occurrence.state == OccurrenceState.SCHEDULED,
    )
    return session.scalars(ahead.order_by(Occurrence.id)).all()


def _cancel(session: Session, occurrences: Sequence[Occurrence], reason: str, *, by: Person, now: datetime) -> None:
    hooks.occurrences_changing(session, [occurrence.id for occurrence in occurrences])
    for occurrence in occurrences:
        occurrence.state = OccurrenceState.CANCELLED
        occurrence.cancelled_at = now
        occurrence.cancel_reason = reason
        audit.record(session, by=by.id, at=now, action="occurrence.cancel", subject=occurrence, reason=reason)
    revise(session, occurrences, now=now, significant=True)
    for occurrence in occurrences:
        hooks.occurrence_cancelled(session, occurrence, by.id, now)
