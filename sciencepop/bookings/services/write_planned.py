"""The job that writes the planned letters when their hour has come."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from sciencepop.accounts.models import Person
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, BookingState, Planned, PlannedLetter
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.reminders import GRACE, is_too_late
from sciencepop.core.db import db, write
from sciencepop.programme.models import OccurrenceState

AT_ONCE = 200
MOST = 5_000
"""So many in one run; the next minute's goes on."""

log = logging.getLogger(__name__)


def write_planned(now: datetime) -> int:
    """Write what is due, and drop what is too late; returns how many were taken off the plan.

    Each is a unit of work of its own that takes its row first, so that two workers never write the same. One that
    fails is left for the next minute, and does not keep the others from theirs.
    """
    done = 0
    last: tuple[datetime, int] | None = None
    while done < MOST:
        rows = _list_due(now, last)
        for _due_at, letter_id in rows:
            done += 1
            try:
                _write_one(letter_id, now)
            except Exception:
                log.exception("a planned letter could not be written")
        if len(rows) < AT_ONCE:
            break
        last = rows[-1]
    return done


def _list_due(now: datetime, after: tuple[datetime, int] | None) -> list[tuple[datetime, int]]:
    session = db.session()
    found = select(PlannedLetter.due_at, PlannedLetter.id).where(PlannedLetter.due_at <= now)
    if after:
        due_at, number = after
        same = and_(PlannedLetter.due_at == due_at, PlannedLetter.id > number)
        found = found.where(or_(PlannedLetter.due_at > due_at, same))
    rows = session.execute(found.order_by(PlannedLetter.due_at, PlannedLetter.id).limit(AT_ONCE)).all()
    session.rollback()
    return [(row[0], row[1]) for row in rows]


def _write_one(letter_id: int, now: datetime) -> None:
    with write() as session:
        found = select(PlannedLetter).where(PlannedLetter.id == letter_id, PlannedLetter.due_at <= now)
        found = found.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        letter = session.scalar(found)
        if letter is None:
            return
        kind, due_at, booking_id = letter.kind, letter.due_at, letter.booking_id
        session.delete(letter)
        if is_too_late(due_at, now):
            return
        booking = _get_booking(session, booking_id)
        occurrence = find_occurrence(session, booking.pool.occurrence_id)
        owed_in = BookingState.ATTENDED if kind is Planned.THANKS else BookingState.CONFIRMED
        if occurrence is None or booking.state is not owed_in or occurrence.state is OccurrenceState.CANCELLED:
            return
        tell(session, booking, occurrence, booking.person, News(kind.value), now=now, not_after=due_at + GRACE)


def _get_booking(session: Session, booking_id: int) -> Booking:
    found = select(Booking).where(Booking.id == booking_id).join(Booking.pool).join(Booking.person)
    found = found.outerjoin(Person.addresses)
    loaded = (contains_eager(Booking.pool), contains_eager(Booking.person).contains_eager(Person.addresses))
    return session.scalars(found.options(*loaded).execution_options(populate_existing=True)).unique().one()
