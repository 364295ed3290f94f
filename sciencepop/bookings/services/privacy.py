"""A person's bookings when they take their data along or leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, Guest, SeatPool
from sciencepop.bookings.queries.feedback import list_feedback_of
from sciencepop.bookings.queries.mine import list_all_of
from sciencepop.bookings.queries.outings import list_outings_of
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.states import UNTOLD
from sciencepop.bookings.services.cancel import Reason, end
from sciencepop.bookings.services.feedback import forget_sentences
from sciencepop.bookings.services.lock import lock_pools_of
from sciencepop.bookings.services.passport_keeping import keep_stamps
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle


def export_bookings(session: Session, person: Person) -> list[dict[str, Any]]:
    """Every booking with its party, as JSON values."""
    answers = {row.booking_id: {"score": row.score, "words": row.words} for row in list_feedback_of(session, person.id)}
    return [
        {
            "code": booking.code,
            "event": booking.pool.occurrence.event.title_zh,
            "starts_at": booking.pool.occurrence.starts_at.isoformat(),
            "seats": booking.seats,
            "state": booking.state.value,
            "names": [guest.name for guest in booking.guests],
            "booked_at": booking.created_at.isoformat(),
            "people_there": booking.seats_attended,
            "feedback": answers.get(booking.id),
            "attended_at": booking.attended_at.isoformat() if booking.attended_at else None,
        }
        for booking in list_all_of(session, person.id)
    ]


def export_outings(session: Session, person: Person) -> list[dict[str, Any]]:
    """Every outing with the codes of its bookings, as JSON values. Closing an account ends these like all others."""
    return [
        {"code": outing.code, "keeps_rest": outing.keeps_rest, "bookings": codes}
        for outing, codes in list_outings_of(session, person.id)
    ]


def end_bookings(session: Session, person: Person, now: datetime) -> None:
    """Give back what is still to come and forget the names of the parties; the counts stay."""
    mine = select(SeatPool.occurrence_id).join(Booking, Booking.pool_id == SeatPool.id).distinct()
    mine = mine.where(Booking.person_id == person.id, Booking.state.in_(UNTOLD))
    pools = lock_pools_of(session, *session.scalars(mine))
    changes = []
    for number in sorted({pool.occurrence_id for pool in pools}):
        occurrence = find_occurrence(session, number)
        assert occurrence is not None
        if occurrence.starts_at <= now:
            continue
        here = [pool for pool in pools if pool.occurrence_id == number]
        for booking in _open_in(session, person, number):
            end(session, booking, occurrence, Reason.ACCOUNT, now=now)
        changes.append((occurrence, here[0]))
    if changes:
        settled = [Change(occurrence, pool, promote(session, pool, now)) for occurrence, pool in changes]
        settle(session, settled, now=now)
    forget_sentences(session, person)
    ids = select(Booking.id).where(Booking.person_id == person.id)
    options = {"synchronize_session": False}
    with_children = select(Guest.id).where(Guest.booking_id.in_(ids), Guest.child_id.is_not(None))
    keep_stamps(session, session.scalars(with_children).all())
    session.execute(delete(Guest).where(Guest.booking_id.in_(ids)), execution_options=options)


def _open_in(session: Session, person: Person, occurrence_id: int) -> list[Booking]:
    found = select(Booking).where(Booking.person_id == person.id, Booking.state.in_(UNTOLD))
    found = found.where(
        Booking.pool_id.in_(select(SeatPool.id).where(SeatPool.occurrence_id == occurrence_id))
    ).execution_options(populate_existing=True)
    return list(session.scalars(found))
