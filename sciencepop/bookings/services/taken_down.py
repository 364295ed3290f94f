"""Telling those who hold or await seats that an event was taken down, or is public again; their bookings are kept.

What is owed stands in a row for each booking and is written in portions (`portions`). Who has not heard of a takedown
yet when it is taken back hears of neither.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import HoldNotice
from sciencepop.bookings.queries.notices import list_ended, list_touched, list_untold, lock_notices, lock_untold
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules import states
from sciencepop.bookings.services.portions import AT_ONCE, FirstPortion, tell_all
from sciencepop.core.db import after_commit, db, write
from sciencepop.programme.models import Occurrence


def owe_down(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """The event was taken down, and the pools are locked; whoever has a booking is told after the commit."""
    _owe(session, occurrence, True, now)


def owe_up(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """The event is public again."""
    _owe(session, occurrence, False, now)


def _owe(session: Session, occurrence: Occurrence, is_down: bool, now: datetime) -> None:
    bookings = list_touched(session, occurrence.id)
    owed = lock_notices(session, HoldNotice, [booking.id for booking in bookings])
    for booking in bookings:
        notice = owed.get(booking.id)
        if notice is None:
            session.add(HoldNotice(booking_id=booking.id, is_down=is_down, owed_at=now))
        elif notice.is_down is not is_down:
            session.delete(notice)
    if bookings:
        after_commit(FirstPortion(_tell_portion, occurrence.id, now))


def tell_taken_down(now: datetime) -> int:
    """Tell everybody who has not been told yet; returns how many."""
    return tell_all(_tell_portion, list_untold(db.session(), HoldNotice), now)


def _tell_portion(occurrence_id: int, now: datetime) -> int:
    with write() as session:
        owed = lock_untold(session, HoldNotice, occurrence_id, limit=AT_ONCE)
        occurrence = find_occurrence(session, occurrence_id)
        assert occurrence is not None
        for booking in list_ended(session, list(owed)):
            notice = owed[booking.id]
            session.delete(notice)
            if booking.state in states.UNTOLD and not booking.person.closed_at:
                news = News.TAKEN_DOWN if notice.is_down else News.RESTORED
                tell(session, booking, occurrence, booking.person, news, now=now)
        return len(owed)
