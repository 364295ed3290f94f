"""Moving an occurrence: another time, room or place. Whoever holds a booking is told, once it cannot be undone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import rehearse, write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme import hooks
from sciencepop.programme.hooks import Touched
from sciencepop.programme.models import ChangeKind, Occurrence
from sciencepop.programme.rules import changes as rules
from sciencepop.programme.rules import recurrence
from sciencepop.programme.rules.changes import Arrangement
from sciencepop.programme.rules.recurrence import Slot
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.changes import note_change, put_back, snapshot, take_back
from sciencepop.programme.services.licences import refuse_changed, refuse_locked
from sciencepop.programme.services.lock import lock_occurrence
from sciencepop.programme.services.plan import Place, window_of
from sciencepop.programme.services.revise import revise

TRANSLATIONS = frozenset({"room_en", "place_en"})
"""What may be put into other words while a licence holds the place fast."""


def move_occurrence(
    occurrence_id: int, place: Place, *, on: date, starts: time, minutes: int, by: Person, now: datetime, seen: str = ""
) -> bool:
    """Give an occurrence that is not over its new time and place; tells whether anything changed.

    `seen` is the sequence that the editor started from, where there was one. Refuses NOT_ALLOWED, WRONG_STATE,
    ALREADY_CANCELLED, ALREADY_OVER, CHANGED_MEANWHILE, TOO_SHORT_OR_LONG, PAST, TOO_FAR, TAKEN, BOOKING_NEVER_OPENS.
    """
    with write() as session:
        moved = _move(session, occurrence_id, place, on, starts, minutes, seen, by=by, now=now)
        if moved:
            attempts.remember(moved.event.slug)
        return moved is not None


def rehearse_move(
    occurrence_id: int, place: Place, *, on: date, starts: time, minutes: int, by: Person, now: datetime, seen: str = ""
) -> Touched | None:
    """Whom the same `move_occurrence` would reach, and what they would be told; None where nothing would change.

    Changes nothing, and refuses what the move would refuse.
    """
    with rehearse() as session:
        moved = _move(session, occurrence_id, place, on, starts, minutes, seen, by=by, now=now)
        return hooks.touched_by(session, moved, now) if moved else None


def undo_move(occurrence_id: int, change_id: int, *, by: Person, now: datetime) -> None:
    """Give an occurrence back the time and place it had before a change that nobody has been told of yet.

    Refuses UNDO_OVER, TAKEN, RESOURCE_TAKEN, and what `lock_occurrence` refuses.
    """
    with write() as session:
        occurrence = move_back(session, occurrence_id, change_id, by=by, now=now)
        attempts.remember(occurrence.event.slug)


def move_back(session: Session, occurrence_id: int, change_id: int, *, by: Person, now: datetime) -> Occurrence:
    """As `undo_move`, inside a unit of work."""
    occurrence = lock_occurrence(session, occurrence_id, by, now)
    change = take_back(session, occurrence.id, change_id, by=by.id, now=now)
    before = snapshot(occurrence)
    former = Arrangement.read(change.before)
    _refuse_taken(session, occurrence, former.starts_at)
    hooks.occurrences_changing(session, [occurrence.id])
    put_back(occurrence, change.before)
    _finish(session, occurrence, before, "occurrence.undo", by=by, now=now, undo_until=None, change=change.id)
    return occurrence


def shift(
    session: Session, occurrence_id: int, days: int, *, bundle: str, undo_until: datetime, by: Person, now: datetime
) -> None:
    """Move an occurrence by whole days, inside a unit of work; whoever is told is told with the rest of the bundle.

    Who should set out within the hour is told at once, and that cannot be taken back. Refuses as `move_occurrence`.
    """
    occurrence = lock_occurrence(session, occurrence_id, by, now)
    refuse_locked(session, occurrence, now)
    start = occurrence.starts_at.astimezone(recurrence.ZONE)
    minutes = int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60)
    slot = _slot_of(session, occurrence, start.date() + timedelta(days=days), start.time(), minutes, now)
    hooks.occurrences_changing(session, [occurrence.id])
    before = snapshot(occurrence)
    until = rules.undo_until(now, (occurrence.starts_at, slot.starts_at)) and undo_until
    facts: dict[str, Any] = {"changed": ["time"], "started": occurrence.starts_at.isoformat(), "bundle": bundle}
    _write_time(occurrence, slot, now)
    bundled = bundle if until else None
    _finish(session, occurrence, before, "occurrence.move", by=by, now=now, undo_until=until, bundled=bundled, **facts)


def _move(
    session: Session,
    occurrence_id: int,
    place: Place,
    on: date,
    starts: time,
    minutes: int,
    seen: str,
    *,
    by: Person,
    now: datetime,
) -> Occurrence | None:
    """The occurrence with its new time and place; None when it has them already."""
    occurrence = lock_occurrence(session, occurrence_id, by, now)
    if seen and seen != str(occurrence.sequence):
        raise RuleBroken(Refusal.CHANGED_MEANWHILE)
    slot = _slot_of(session, occurrence, on, starts, minutes, now)
    changed = sorted(_changes(occurrence, slot, place))
    if not changed:
        return None
    if set(changed) - TRANSLATIONS:
        refuse_locked(session, occurrence, now)
    hooks.occurrences_changing(session, [occurrence.id])
    before, started = snapshot(occurrence), occurrence.starts_at
    _write_time(occurrence, slot, now)
    _write_place(occurrence, place)
    until = rules.undo_until(now, (started, slot.starts_at))
    facts: dict[str, Any] = {"changed": changed, "started": started.isoformat()}
    _finish(session, occurrence, before, "occurrence.move", by=by, now=now, undo_until=until, **facts)
    return occurrence


def _finish(
    session: Session,
    occurrence: Occurrence,
    before: dict[str, Any],
    action: str,
    *,
    by: Person,
    now: datetime,
    undo_until: datetime | None,
    bundled: str | None = None,
    **facts: Any,
) -> None:
    """What follows the writing of a new arrangement, in either direction."""
    refuse_changed(session, occurrence, now)
    revise(session, [occurrence], now=now, significant=True)
    audit.record(session, by=by.id, at=now, action=action, subject=occurrence, **facts)
    after = snapshot(occurrence)
    note_change(
        session,
        occurrence,
        ChangeKind.MOVE,
        before=before,
        after=after,
        by=by.id,
        now=now,
        undo_until=undo_until,
        bundle=bundled,
    )
    hooks.occurrence_moved(session, occurrence, by.id, now)


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
    _refuse_taken(session, occurrence, slot.starts_at)
    opens_at, closes_at = window_of(occurrence.event, slot.starts_at)
    if opens_at >= closes_at:
        raise RuleBroken(Refusal.BOOKING_NEVER_OPENS)
    return slot


def _refuse_taken(session: Session, occurrence: Occurrence, starts_at: datetime) -> None:
    """Two occurrences of one event never start at the same moment."""
    other = select(Occurrence.id).where(
        Occurrence.event_id == occurrence.event_id,
        Occurrence.starts_at == starts_at,
        Occurrence.id != occurrence.id,
    )
    if session.scalar(other) is not None:
        raise RuleBroken(Refusal.TAKEN, on=starts_at.astimezone(recurrence.ZONE).date())


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
