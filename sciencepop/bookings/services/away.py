"""“I cannot come”: everything that somebody holds or waits for in a span of time is given back at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings import hooks
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.services.cancel import Reason
from sciencepop.bookings.services.end_several import end_several, lock_bookings
from sciencepop.bookings.services.lock import lock_person, lock_pools_of
from sciencepop.core import attempts
from sciencepop.core.db import write


def give_back(codes: Sequence[str], others: Sequence[str] = (), *, by: Person, now: datetime) -> int:
    """Give these bookings, offers and waiting places back, all or none; returns how many.

    `others` are keys of what features above give (`hooks.Giver`), given back in the same unit of work.

    Each costs what cancelling it alone would (`services.cancel`). What has ended or begun since it was shown is left as
    it is. NotFound if one of them is somebody else's, or a group's, whose visit ends as a whole.
    """
    person_id, wanted = by.id, set(codes)
    shares = [(giver, [key for key in others if key.startswith(giver.prefix)]) for giver in hooks.givers()]
    if sum(len(keys) for _giver, keys in shares) < len(others):
        raise NotFound
    with write() as session:
        lock_person(session, person_id)
        if others:
            guided = [giver.occurrences(session, person_id, keys) for giver, keys in shares if keys]
            _lock_all(session, person_id, wanted, chain.from_iterable(guided))
        bookings = lock_bookings(
            session, Booking.code.in_(wanted), Booking.person_id == person_id, Booking.is_group.is_(False)
        )
        if len(bookings) < len(wanted):
            raise NotFound
        given = [giver.give_back(session, person_id, keys, now) for giver, keys in shares if keys]
        changes = [change for _count, some in given for change in some]
        count = end_several(session, bookings, Reason.HOLDER, now=now, also=changes)
        count += sum(ended for ended, _changes in given)
        attempts.remember(str(count))
        return count


def _lock_all(session: Session, person_id: int, codes: Collection[str], more: Iterable[int]) -> None:
    """All pools at once and before what else is given back: those of a shift and of a booking have one order too."""
    booked = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id)
    mine = booked.where(Booking.code.in_(codes), Booking.person_id == person_id)
    lock_pools_of(session, *session.scalars(mine), *more)
