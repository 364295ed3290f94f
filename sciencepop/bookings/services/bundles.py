"""Telling people of changes that were made together: one letter to each, about everything of the bundle that they hold.

A mail carries one calendar object at most (RFC 5546 3.2), so this letter has none where it tells of several sessions;
feeds follow by UID and SEQUENCE as ever.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.post import write_to
from sciencepop.bookings import hooks
from sciencepop.bookings.bundle_words import Row, bundle_letter
from sciencepop.bookings.letters import News, tell_move
from sciencepop.bookings.models import Booking, ChangeNotice
from sciencepop.bookings.moved_words import Moved
from sciencepop.bookings.queries.notices import list_bundled, list_due_holders, list_others, lock_notices
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.services.lock import lock_pools_of
from sciencepop.bookings.words import KINDS
from sciencepop.core.db import db, write
from sciencepop.core.i18n import in_language
from sciencepop.programme.rules.changes import Arrangement

AT_ONCE, MOST = 100, 600
"""People that are asked for at once, and that are told in one run of the job; the next minute's goes on."""

log = logging.getLogger(__name__)


def hold_bundle(session: Session, bundle: str, until: datetime) -> None:
    """The letters of a bundle wait until then."""
    held = update(ChangeNotice).where(ChangeNotice.bundle == bundle)
    session.execute(held.values(due_at=until), execution_options={"synchronize_session": False})
    for teller in hooks.bundle_tellers():
        teller.hold(session, bundle, until)


def count_untold(session: Session, bundle: str) -> tuple[int, int]:
    """How many people are still owed a letter of a bundle, and about how many bookings."""
    found = select(Booking.person_id).join(ChangeNotice, ChangeNotice.booking_id == Booking.id)
    holders = session.scalars(found.where(ChangeNotice.bundle == bundle)).all()
    others = [teller.people(session, bundle) for teller in hooks.bundle_tellers()]
    return len(set(holders).union(*others)), len(holders)


def tell_bundles_due(now: datetime) -> int:
    """Tell those who are owed a letter about a bundle by now, MOST at a time; returns how many.

    Harmless to run twice. A person whose letter fails is left for the next minute, and keeps nobody from theirs.
    """
    told, failed = 0, 0
    while told < MOST:
        holders = _list_owed(db.session(), now, limit=AT_ONCE + failed)
        db.session().rollback()
        done = 0
        for bundle, person_id in holders:
            try:
                done += _tell_person(bundle, person_id, now)
            except Exception:
                failed += 1
                log.exception("the letter about %s to person %d could not be written", bundle, person_id)
        told += done
        if not done:
            break
    return told


def _list_owed(session: Session, now: datetime, *, limit: int) -> list[tuple[str, int]]:
    """Bundle and person of those who are owed a letter by now, whichever feature owes it; the first of them."""
    owed = {*list_due_holders(session, now, limit=limit)}
    for teller in hooks.bundle_tellers():
        owed.update(teller.list_due(session, now, limit))
    return sorted(owed)[:limit]


def _tell_person(bundle: str, person_id: int, now: datetime) -> int:
    """One letter, in a unit of work of its own; 0 where there is nothing to tell any more."""
    with write() as session:
        asked = list_bundled(session, bundle, person_id, now)
        lock_pools_of(session, *{booking.pool.occurrence_id for booking in asked})
        bookings = list_bundled(session, bundle, person_id, now)
        owed = lock_notices(session, ChangeNotice, [booking.id for booking in bookings])
        rows = [_row(session, booking, owed[booking.id]) for booking in bookings if booking.id in owed]
        if not rows:
            return int(any([teller.tell_alone(session, bundle, person_id, now) for teller in hooks.bundle_tellers()]))
        with in_language(rows[0][0].language):
            more = [one for teller in hooks.bundle_tellers() for one in teller.add_to(session, bundle, person_id, now)]
        if len(rows) == 1 and not more:
            booking, occurrence, _moved = rows[0]
            others = list_others(session, occurrence, now)
            tell_move(session, owed[booking.id], booking, occurrence, booking.person, others, now=now)
        else:
            _tell_several(session, bundle, rows, more, now)
            for booking, _occurrence, _moved in rows:
                session.delete(owed[booking.id])
        return 1


def _row(session: Session, booking: Booking, notice: ChangeNotice) -> Row:
    occurrence = find_occurrence(session, booking.pool.occurrence_id)
    assert occurrence is not None
    return booking, occurrence, Moved(Arrangement.read(notice.known))


def _tell_several(
    session: Session, bundle: str, rows: list[Row], more: Sequence[tuple[str, str]], now: datetime
) -> None:
    rows.sort(key=lambda row: (row[1].starts_at, row[0].id))
    first = rows[0][0]
    with in_language(first.language):
        letter = bundle_letter(rows, hooks.why_of(session, bundle), more)
        key = f"bundle-{bundle}-{first.person_id}-{first.code}"
        write_to(session, first.person, letter, KINDS[News.MOVED], key=key, path="/my/bookings", now=now)
