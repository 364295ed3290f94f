"""Ending every claim on a session that its organiser cancelled, and telling everybody, those who wait too.

The claims end with the session; the letters are owed in that unit of work and written afterwards (`portions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, BookingState, EndNotice
from sciencepop.bookings.moved_words import Moved
from sciencepop.bookings.queries.notices import list_ended, list_known, list_untold, lock_untold
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.services.become import become_cancelled
from sciencepop.bookings.services.cancel import Reason
from sciencepop.bookings.services.portions import AT_ONCE, FirstPortion, tell_all
from sciencepop.core.db import after_commit, db, write
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.changes import Arrangement


def call_off(session: Session, bookings: Sequence[Booking], occurrence: Occurrence, *, now: datetime) -> None:
    """End these bookings of a cancelled occurrence, whose pools are locked; their holders are told after the commit."""
    known = list_known(session, [booking.id for booking in bookings if booking.is_moved])
    session.add_all(
        EndNotice(
            booking_id=booking.id,
            was_confirmed=booking.state is BookingState.CONFIRMED,
            known=known.get(booking.id),
            owed_at=now,
        )
        for booking in bookings
    )
    become_cancelled(session, bookings, now=now, reason=Reason.OCCURRENCE.value)
    after_commit(FirstPortion(_tell_portion, occurrence.id, now))


def tell_ends_due(now: datetime) -> int:
    """Tell everybody who has not been told that their session is off; returns how many."""
    return tell_all(_tell_portion, list_untold(db.session(), EndNotice), now)


def _tell_portion(occurrence_id: int, now: datetime) -> int:
    """Tell some of those who are owed it; returns how many. What another worker is telling is left to it."""
    with write() as session:
        owed = lock_untold(session, EndNotice, occurrence_id, limit=AT_ONCE)
        occurrence = find_occurrence(session, occurrence_id)
        assert occurrence is not None
        for booking in list_ended(session, list(owed)):
            notice = owed[booking.id]
            session.delete(notice)
            if booking.person.closed_at:
                continue
            method = Method.CANCEL if notice.was_confirmed else None
            moved = Moved(Arrangement.read(notice.known)) if notice.known else None
            tell(session, booking, occurrence, booking.person, News.CALLED_OFF, now=now, method=method, moved=moved)
        return len(owed)
