"""Guides: how many seats one of them looks after, who is on duty, and who is not any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Duty, DutyState, PoolKind, SeatPool
from sciencepop.bookings.queries.capacity import LARGEST_ID, list_coming_ids
from sciencepop.bookings.queries.seats import find_occurrence, find_pool
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.lock import general_of, lock_pools_of
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.lock import lock_open_event


def set_seats_per_guide(event_id: int, seats: int, *, by: Person, now: datetime) -> None:
    """How many seats one guide looks after, for every occurrence to come; 0 asks for no guides.

    Nobody loses a seat by it; new seats go to those who wait. Refuses what `lock_open_event` refuses.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        pools = lock_pools_of(session, *list_coming_ids(session, event.id, now))
        before, event.seats_per_guide = event.seats_per_guide, seats
        facts = {"before": before, "seats": seats}
        audit.record(session, by=by.id, at=now, action="event.seats_per_guide", subject=event, **facts)
        attempts.remember(event.slug)
        changes = [_changed(session, pool, now) for pool in pools if pool.kind is PoolKind.GENERAL]
        if changes:
            settle(session, changes, now=now)


def add_guide(occurrence_id: int, name: str, *, is_qualified: bool, by: Person, now: datetime) -> None:
    """Somebody will guide an occurrence. The caller has asked whether `by` manages the base. Refuses DROP_IN."""
    person_id = by.id
    with write() as session:
        general, occurrence = _lock(session, occurrence_id)
        duty = Duty(occurrence_id=occurrence.id, name=name, is_qualified=is_qualified, created_at=now, changed_at=now)
        session.add(duty)
        audit.record(session, by=person_id, at=now, action="duty.add", subject=duty, occurrence=occurrence.id)
        attempts.remember(str(occurrence_id))
        settle(session, [Change(occurrence, general, promote(session, general, now))], now=now)


def withdraw_guide(occurrence_id: int, duty_id: int, *, by: Person, now: datetime) -> None:
    """A guide cannot come. Who has a seat keeps it; nothing is booked or offered until there are guides again.

    NotFound for a guide of another occurrence, and for a volunteer, who withdraws from the shift. The caller has asked
    whether `by` manages the base.
    """
    person_id = by.id
    if not 0 < duty_id <= LARGEST_ID:
        raise NotFound
    with write() as session:
        general, occurrence = _lock(session, occurrence_id)
        found = select(Duty).where(Duty.id == duty_id, Duty.occurrence_id == occurrence_id)
        duty = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
        if duty is None or duty.state is DutyState.WITHDRAWN or duty.person_id is not None:
            raise NotFound
        duty.state, duty.changed_at = DutyState.WITHDRAWN, now
        audit.record(session, by=person_id, at=now, action="duty.withdraw", subject=duty, occurrence=occurrence.id)
        attempts.remember(str(occurrence_id))
        settle(session, [Change(occurrence, general, promote(session, general, now))], now=now)


def put_on_duty(
    session: Session, wanted: Mapping[int, Mapping[int, bool]], *, by: int | None, now: datetime
) -> list[Change]:
    """Let exactly these people with a shift guide each of these occurrences; the value says who is qualified.

    Call with the pools of all of them locked and with rows flushed, from the unit of work of another feature, and end
    it with `settle`. Guides without an account are left as they are.
    """
    changes = []
    for occurrence_id in sorted(wanted):
        if _write_duties(session, occurrence_id, wanted[occurrence_id], by=by, now=now):
            general, occurrence = _lock(session, occurrence_id)
            changes.append(Change(occurrence, general, promote(session, general, now)))
    return changes


def _write_duties(
    session: Session, occurrence_id: int, wanted: Mapping[int, bool], *, by: int | None, now: datetime
) -> bool:
    """Whether anything had to be changed, and whether seats are booked here at all."""
    found = select(Duty).where(
        Duty.occurrence_id == occurrence_id, Duty.person_id.is_not(None), Duty.state == DutyState.CONFIRMED
    )
    have = {duty.person_id or 0: duty for duty in session.scalars(found.execution_options(populate_existing=True))}
    if {person_id: duty.is_qualified for person_id, duty in have.items()} == wanted:
        return False
    for person_id, duty in have.items():
        duty.changed_at = now
        if person_id in wanted:
            duty.is_qualified = wanted[person_id]
            continue
        duty.state = DutyState.WITHDRAWN
        audit.record(session, by=by, at=now, action="duty.withdraw", subject=duty, occurrence=occurrence_id)
    for person_id in sorted(wanted.keys() - have.keys()):
        duty = Duty(occurrence_id=occurrence_id, person_id=person_id, is_qualified=wanted[person_id])
        duty.created_at = duty.changed_at = now
        session.add(duty)
        audit.record(session, by=by, at=now, action="duty.add", subject=duty, occurrence=occurrence_id)
    session.flush()
    return find_pool(session, occurrence_id) is not None


def _lock(session: Session, occurrence_id: int) -> tuple[SeatPool, Occurrence]:
    general = general_of(lock_pools_of(session, occurrence_id))
    occurrence = find_occurrence(session, occurrence_id)
    if general is None or occurrence is None:
        raise RuleBroken(Refusal.DROP_IN)
    return general, occurrence


def _changed(session: Session, pool: SeatPool, now: datetime) -> Change:
    occurrence = find_occurrence(session, pool.occurrence_id)
    assert occurrence is not None
    return Change(occurrence, pool, promote(session, pool, now))
