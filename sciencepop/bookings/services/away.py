"""“I cannot come”: everything that somebody holds or waits for in a span of time is given back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking
from sciencepop.bookings.services.cancel import Reason
from sciencepop.bookings.services.end_several import end_several, lock_bookings
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts
from sciencepop.core.db import write


def give_back(codes: Sequence[str], *, by: Person, now: datetime) -> int:
    """Give these bookings, offers and waiting places back, all or none; returns how many.

    Each costs what cancelling it alone would (`services.cancel`). What has ended or begun since it was shown is left as
    it is. NotFound if one of them is somebody else's, or a group's, whose visit ends as a whole.
    """
    person_id, wanted = by.id, set(codes)
    with write() as session:
        lock_person(session, person_id)
        bookings = lock_bookings(
            session, Booking.code.in_(wanted), Booking.person_id == person_id, Booking.is_group.is_(False)
        )
        if len(bookings) < len(wanted):
            raise NotFound
        count = end_several(session, bookings, Reason.HOLDER, now=now)
        attempts.remember(str(count))
        return count
