"""What becomes of the rest of an outing when the organiser cancels one of its stops.

Dangerous: a session is cancelled in a unit of work of the programme, which has locked that session's pools alone and
raised its stamps. Pools are locked in the order of their ids, so those of the other stops cannot be taken there any
more: the rest is given back in a unit of work of its own right after, and by the job where a process died in between.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sciencepop.bookings.models import Booking, Outing
from sciencepop.bookings.queries.outings import list_unreleased
from sciencepop.bookings.services.cancel import Reason
from sciencepop.bookings.services.end_several import end_several, lock_bookings
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core.db import after_commit, db, write

AT_ONCE = 200
_log = logging.getLogger(__name__)


def release_later(outing_ids: Collection[int], now: datetime) -> None:
    """`release_rest` of each, once the present unit of work is committed."""
    if outing_ids:
        after_commit(_Releasing(tuple(sorted(outing_ids)), now))


@dataclass(frozen=True)
class _Releasing:
    outing_ids: tuple[int, ...]
    now: datetime

    def __call__(self) -> None:
        for number in self.outing_ids:
            try:
                release_rest(number, self.now)
            except Exception:
                _log.exception("the rest of outing %d is given back by the job", number)


def release_rest(outing_id: int, now: datetime) -> int:
    """Give back what has not begun of an outing of which a stop was cancelled; returns how many. Harmless twice.

    Its holder is told of each and gets no points. Nothing happens where they asked to keep the rest.
    """
    with write() as session:
        outing = session.get_one(Outing, outing_id)
        lock_person(session, outing.person_id)
        bookings = lock_bookings(session, Booking.outing_id == outing_id)
        if outing.keeps_rest or not any(booking.state_reason == Reason.OCCURRENCE for booking in bookings):
            return 0
        return end_several(session, bookings, Reason.OUTING, now=now)


def release_due(now: datetime) -> int:
    """Give back the rest of outings where that is still owed; returns how many bookings.

    One that fails is left for the next minute, and does not keep the others from theirs.
    """
    released = 0
    for number in list_unreleased(db.session(), now, limit=AT_ONCE):
        try:
            released += release_rest(number, now)
        except Exception:
            _log.exception("the rest of outing %d could not be given back", number)
    return released
