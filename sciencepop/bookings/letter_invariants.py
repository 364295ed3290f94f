"""What must always hold of planned letters and answers; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, func, or_, select

from sciencepop.bookings.models import Booking, BookingState, Feedback, Planned, PlannedLetter
from sciencepop.bookings.rules.reminders import GRACE
from sciencepop.core import clock
from sciencepop.core.db import db

MOST = 50
LATE = GRACE + timedelta(minutes=10)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*planned_for_nobody(), *late_letters(), *answers_of_nobody()]


def planned_for_nobody() -> list[str]:
    """Reminders are planned for who has a seat, thanks for who was there."""
    thanks = PlannedLetter.kind == Planned.THANKS
    wrong = or_(
        and_(thanks, Booking.state != BookingState.ATTENDED), and_(~thanks, Booking.state != BookingState.CONFIRMED)
    )
    rows = db.session.scalars(
        select(PlannedLetter.id).join(Booking, PlannedLetter.booking_id == Booking.id).where(wrong).limit(MOST)
    )
    return [f"Letter {number} is planned for a booking that is owed none." for number in rows]


def late_letters() -> list[str]:
    """A letter is written at its hour, or dropped half an hour later."""
    late = db.session.scalar(select(func.count(PlannedLetter.id)).where(PlannedLetter.due_at < clock.now() - LATE))
    return [f"{late} planned letters are past their hour: is the worker running?"] if late else []


def answers_of_nobody() -> list[str]:
    """Who answered has been there; a mark that was corrected afterwards is for the venue to look at."""
    rows = db.session.scalars(
        select(Feedback.id)
        .join(Booking, Feedback.booking_id == Booking.id)
        .where(Booking.state.not_in((BookingState.ATTENDED, BookingState.NO_SHOW, BookingState.CONFIRMED)))
        .limit(MOST)
    )
    return [f"Answer {number} belongs to a booking that never had a seat." for number in rows]
