"""Holders let themselves in with the code that only the screen at the venue shows."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.gates import GateRefusal, doors_open_at
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.rules.venue_codes import is_open
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_booking
from sciencepop.bookings.tickets import is_venue_code
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def check_in(code: str, typed: str, *, by: Person, now: datetime) -> None:
    """The holder's party is there. Refuses NOT_YOURS_TO_USE unless confirmed, DOORS_CLOSED, WRONG_CODE.

    The caller limits how often somebody may try.
    """
    person_id = by.id
    with write() as session:
        booking, pool, occurrence = lock_booking(session, code, person_id)
        if booking.state is not BookingState.CONFIRMED:
            raise RuleBroken(GateRefusal.NOT_YOURS_TO_USE)
        if not is_open(doors_open_at=doors_open_at(occurrence.starts_at), ends_at=occurrence.ends_at, now=now):
            raise RuleBroken(GateRefusal.DOORS_CLOSED)
        if not is_venue_code(occurrence.id, typed, now):
            raise RuleBroken(GateRefusal.WRONG_CODE)
        become(session, booking, occurrence, BookingState.ATTENDED, now=now)
        audit.record(session, by=person_id, at=now, action="booking.self_check_in", subject=booking)
        attempts.remember(code)
        stamps.seats_changed(session, {pool.id})
