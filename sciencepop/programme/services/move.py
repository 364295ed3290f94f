"""Moving an occurrence: another time, room or place. Whoever holds a booking is told."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme import hooks
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules import recurrence
from sciencepop.programme.rules.recurrence import Slot
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.lock import lock_occurrence
from sciencepop.programme.services.plan import Place, window_of
from sciencepop.programme.services.revise import revise


def move_occurrence(
    occurrence_id: int, place: Place, *, on: date, starts: time, minutes: int, by: Person, now: datetime
) -> bool:
    """Give an occurrence that is not over its new time and place; tells whether anything changed.

    Refuses NOT_ALLOWED, WRONG_STATE, ALREADY_CANCELLED, ALREADY_OVER, TOO_SHORT_OR_LONG, PAST, TOO_FAR, TAKEN,
    BOOKING_NEVER_OPENS.
    """
    with write() as session:
        occurrence = lock_occurrence(session, occurrence_id, by, now)
        slot = _slot_of(session, occurrence, on, starts, minutes, now)
        changed = sorted(_changes(occurrence, slot, place))
        if not changed:
            return False
        hooks.occurrences_changing(session, [occurrence.id])
        before = occurrence.starts_at
        _write_time(occurrence, slot, now)
        _write_place(occurrence, place)
        revise(session, [occurrence], now=now, significant=True)
        audit.record(
            session,
            by=by.id,
            at=now,
            action="occurrence.move",
            subject=occurrence,
            changed=changed,
            started=before.isoformat(),
        )
        hooks.occurrence_moved(session, occurrence, by.id, now)
        attempts.remember(occurrence.event.slug)
        return True


def _slot_of(session: Session, occurrence: Occurrence, on: date, starts: time, minutes: int, now: datetime) -> Slot:
    """The new interval, if it may be."""
    refused = recurrence.refuse_minutes(minutes)
    if refused:
        raise RuleBroken(refused)
    same_day = on == occurrence.starts_at.astimezone(recurrence.ZONE).date()
    unplannable = recurrence.refuse_dates([on], now.astimezone(recurrence.ZONE).date())
    if unplannable and not same_day:
        raise RuleBroken(unplannable[0], on=unplannable[1], days=recurrence.DAYS_AHEAD)
    slot = recurrence.slot_on(on, starts, minutes)
    if slot.ends_at <= now or (slot.starts_at <= now and slot.starts_at != occurrence.starts_at):
        raise RuleBroken(Refusal.PAST, on=on)
    other = select(Occurrence.id).where(
        Occurrence.event_id == occurrence.event_id,
        Occurrence.starts_at == slot.starts_at,
        Occurrence.id != occurrence.id,
    )
    if session.scalar(other) is not None:
        raise RuleBroken(Refusal.TAKEN, on=on)
    opens_at, closes_at = window_of(occurrence.event, slot.starts_at)
    if opens_at >= closes_at:
        raise RuleBroken(Refusal.BOOKING_NEVER_OPENS)
    return slot


def _changes(occurrence: Occurrence, slot: Slot, place: Place) -> set[str]:
    changed = {name for name, value in vars(place).items() if getattr(occurrence, name) != value}
    if (occurrence.starts_at, occurrence.ends_at) != (slot.starts_at, slot.ends_at):
        changed.add("time")
    return changed


def _write_time(occurrence: Occurrence, slot: Slot, now: datetime) -> None:
    """The new time, the first time it was announced for, and its booking hours; an open booking stays open."""
    if occurrence.starts_at != slot.starts_at:
        announced = occurrence.moved_from or occurrence.starts_at
        occurrence.moved_from = None if announced == slot.starts_at else announced
        opens_at, closes_at = window_of(occurrence.event, slot.starts_at)
        if occurrence.booking_opens_at > now:
            occurrence.booking_opens_at = opens_at
        occurrence.booking_closes_at = closes_at
    occurrence.starts_at, occurrence.ends_at = slot.starts_at, slot.ends_at


def _write_place(occurrence: Occurrence, place: Place) -> None:
    if occurrence.place_zh != place.place_zh or occurrence.address_zh != place.address_zh:
        occurrence.lat = occurrence.lon = None
    for name, value in vars(place).items():
        setattr(occurrence, name, value)
