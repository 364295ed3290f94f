"""Saying how it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, Feedback
from sciencepop.bookings.rules.feedback import why_closed
from sciencepop.bookings.services.lock import lock_booking
from sciencepop.core.db import write


def give_feedback(code: str, *, score: int, words: str, now: datetime) -> bool:
    """Keep a party's answer, or change it; False when none is taken (any more).

    The caller has seen the keyed hash of the link: whoever holds the letter speaks for the party. NotFound for a code
    that is none.
    """
    with write() as session:
        booking, _pool, occurrence = lock_booking(session, code)
        given = session.scalar(select(Feedback).where(Feedback.booking_id == booking.id))
        given_at = given.given_at if given else None
        if why_closed(booking.state, ends_at=occurrence.ends_at, given_at=given_at, now=now):
            return False
        if given is None:
            given = Feedback(booking_id=booking.id, given_at=now)
            session.add(given)
        given.score, given.words, given.changed_at = score, words, now
        return True


def forget_sentences(session: Session, person: Person) -> None:
    """Erase the sentences of somebody who leaves; the scores stay, as counts."""
    theirs = Feedback.booking_id.in_(select(Booking.id).where(Booking.person_id == person.id))
    session.execute(update(Feedback).where(theirs).values(words=""), execution_options={"synchronize_session": False})
