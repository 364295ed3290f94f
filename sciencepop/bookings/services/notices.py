"""Who is still to be told of a changed time or place, and telling them.

A change is not told while it can be taken back. What is kept meanwhile is no text but what each booking's holder knows:
so two changes are told as one, a change that was taken back is not told at all, and whoever booked in between, and
knows the state in between, is told if that is not what came of it.

They are written in portions (`portions`); what belongs to a bundle is told by `bundles`.

Dangerous: a reminder that tells a notice first holds its planned letter and then the notice. Whoever writes both drops
the planned letters first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.bookings.letters import tell_move
from sciencepop.bookings.models import Booking, ChangeNotice
from sciencepop.bookings.queries.notices import list_due, list_due_bookings, list_others, lock_notices
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.promotion import shortened
from sciencepop.bookings.services.lock import lock_pools_of
from sciencepop.bookings.services.portions import AT_ONCE, FirstPortion, tell_all
from sciencepop.core.db import after_commit, db, write
from sciencepop.programme.models import Occurrence, OccurrenceChange
from sciencepop.programme.rules.changes import Arrangement, undo_until


def owe_notices(
    session: Session, bookings: Sequence[Booking], occurrence: Occurrence, change: OccurrenceChange, *, now: datetime
) -> None:
    """Note for these bookings of a moved occurrence what their holders know; after the commit tell who must know now.

    An offer ends no later than booking now closes, and never later than its holder was promised.
    """
    session.flush()
    owed = lock_notices(session, ChangeNotice, [booking.id for booking in bookings])
    present, before = Arrangement.of(occurrence), Arrangement.read(change.before)
    may_wait = undo_until(now, (before.starts_at, present.starts_at)) is not None
    for booking in bookings:
        notice = owed.get(booking.id) or _new_notice(booking, before)
        if booking.offer_ends_at:
            promised = notice.promised_until or booking.offer_ends_at
            booking.offer_ends_at = shortened(promised, occurrence.booking_closes_at, now)
        is_owed = Arrangement.read(notice.known) != present
        booking.is_moved = True if is_owed else notice.was_moved
        if change.undo_until or not may_wait or booking.id not in owed:
            notice.due_at = change.undo_until or now
            notice.bundle = change.bundle
        if is_owed:
            session.add(notice)
        elif booking.id in owed:
            session.delete(notice)
    session.flush()
    after_commit(FirstPortion(_tell_portion, occurrence.id, now))


def _new_notice(booking: Booking, before: Arrangement) -> ChangeNotice:
    return ChangeNotice(
        booking_id=booking.id,
        known=before.as_json(),
        was_moved=booking.is_moved,
        promised_until=booking.offer_ends_at,
    )


def drop_notices(session: Session, bookings: Sequence[Booking]) -> None:
    """These bookings ended, or their party is there: nothing is owed any more."""
    ids = [booking.id for booking in bookings]
    session.flush()
    session.execute(
        delete(ChangeNotice).where(ChangeNotice.booking_id.in_(ids)), execution_options={"synchronize_session": False}
    )


def tell_moves_due(now: datetime) -> int:
    """Tell what can no longer be taken back; returns how many were told."""
    return tell_all(_tell_portion, list_due(db.session(), now), now)


def _tell_portion(occurrence_id: int, now: datetime) -> int:
    """Tell some of those to whom something is owed that is due; returns how many."""
    with write() as session:
        lock_pools_of(session, occurrence_id)
        bookings = list_due_bookings(session, occurrence_id, now, limit=AT_ONCE)
        owed = lock_notices(session, ChangeNotice, [booking.id for booking in bookings])
        due = [booking for booking in bookings if booking.id in owed]
        occurrence = find_occurrence(session, occurrence_id)
        assert occurrence is not None
        others = list_others(session, occurrence, now) if due else []
        for booking in due:
            tell_move(session, owed[booking.id], booking, occurrence, booking.person, others, now=now)
        return len(due)
