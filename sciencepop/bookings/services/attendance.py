"""Who was there. The door is right: marks can be changed and undone, and each leaves an audit row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.attendance import TARGETS, Mark, refuse_mark
from sciencepop.bookings.rules.points import PointReason
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services import points
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_booking, lock_holder
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


def mark(code: str, mark: Mark, *, by: Person, now: datetime) -> None:
    """Mark a party as there or not there, or undo it. The caller has asked whether `by` manages the base.

    Refuses NOT_MARKABLE, TOO_EARLY, and FULL when a party that was taken for absent finds its seats gone.
    """
    person_id = by.id
    with write() as session:
        lock_holder(session, code)
        booking, pool, occurrence = lock_booking(session, code)
        refused = refuse_mark(mark, booking.state, starts_at=occurrence.starts_at, now=now)
        if refused:
            raise RuleBroken(refused)
        if booking.state is BookingState.NO_SHOW:
            _refuse_return(session, booking, occurrence)
        target = TARGETS[mark]
        before = booking.state
        become(session, booking, occurrence, target, now=now)
        audit.record(
            session, by=person_id, at=now, action=f"booking.{mark.value}", subject=booking, before=before.value
        )
        if target is BookingState.NO_SHOW:
            points.add(session, booking, occurrence, PointReason.NO_SHOW, now=now)
        elif before is BookingState.NO_SHOW:
            points.undo(session, booking, by=person_id, now=now)
        attempts.remember(code)
        session.flush()
        room = read_room(session, occurrence.id)
        assert room is not None
        settle(session, [Change(occurrence, pool, room.free)], now=now)


def _refuse_return(session: Session, booking: Booking, occurrence: Occurrence) -> None:
    """Why a party that was taken for absent has no seats any more: given away, or booked anew."""
    room = read_room(session, occurrence.id)
    assert room is not None
    another = select(Booking.id).where(
        Booking.person_id == booking.person_id,
        Booking.pool_id.in_([pool.id for pool in room.pools]),
        Booking.state.in_(states.IN_PLAY),
    )
    if session.scalar(another.limit(1)):
        raise RuleBroken(Refusal.NOT_MARKABLE)
    free = room.free_in(room.pool(booking.pool_id))
    if booking.seats > free:
        raise RuleBroken(Refusal.FULL, seats=booking.seats, free=free)
