"""Reads of what people said of a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, Feedback, SeatPool
from sciencepop.bookings.rules.feedback import FEWEST, shown_sentences
from sciencepop.core.db import db

MOST_SENTENCES = 200


@dataclass(frozen=True)
class Verdict:
    """How a session was found: `mean` of 1–5 over `answers`, and sentences without names once there are enough."""

    answers: int
    mean: float
    sentences: list[str]


def read_verdict(occurrence_id: int) -> Verdict:
    """What those who came said, for those who run the session."""
    of_it = (Feedback.booking_id == Booking.id, Booking.pool_id == SeatPool.id, SeatPool.occurrence_id == occurrence_id)
    answers, mean = db.session.execute(select(func.count(Feedback.id), func.avg(Feedback.score)).where(*of_it)).one()
    words: Sequence[str] = ()
    if answers >= FEWEST:
        said = select(Feedback.words).where(*of_it, Feedback.words != "").limit(MOST_SENTENCES)
        words = db.session.scalars(said).all()
    return Verdict(int(answers), float(mean or 0), shown_sentences(int(answers), words))


def find_feedback(booking_id: int) -> Feedback | None:
    """What was answered for a booking."""
    return db.session.scalar(select(Feedback).where(Feedback.booking_id == booking_id))


def list_feedback_of(session: Session, person_id: int) -> Sequence[Feedback]:
    """What a person answered, for their own export."""
    theirs = select(Feedback).join(Booking, Feedback.booking_id == Booking.id).where(Booking.person_id == person_id)
    return session.scalars(theirs.order_by(Feedback.id)).all()
