"""What must always hold of planned letters, notices and answers; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, func, or_, select

from sciencepop.bookings.models import (
    Booking,
    BookingState,
    ChangeNotice,
    EndNotice,
    Feedback,
    HoldNotice,
    Planned,
    PlannedLetter,
    SeatPool,
)
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.reminders import GRACE
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.changes import Arrangement

MOST = 50
LATE = GRACE + timedelta(minutes=10)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [
        *planned_for_nobody(),
        *late_letters(),
        *answers_of_nobody(),
        *needless_notices(),
        *late_notices(),
        *late_ends(),
        *late_holds(),
    ]


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


def needless_notices() -> list[str]:
    """A notice waits for a booking that still counts, and tells of a change: none of one that was taken back."""
    rows = db.session.execute(
        select(ChangeNotice, Booking.state, Occurrence)
        .join(Booking, ChangeNotice.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .order_by(ChangeNotice.booking_id)
    )
    return [
        f"Booking {notice.booking_id} is owed a notice of a change that it knows, or of a session that it has left."
        for notice, state, occurrence in rows
        if state not in states.UNTOLD or Arrangement.read(notice.known) == Arrangement.of(occurrence)
    ][:MOST]


def late_notices() -> list[str]:
    """A notice leaves when its change cannot be taken back any more."""
    late = db.session.scalar(select(func.count()).where(ChangeNotice.due_at < clock.now() - timedelta(minutes=10)))
    return [f"{late} notices of changes are past their hour: is the worker running?"] if late else []


def late_ends() -> list[str]:
    """Whoever lost a seat because their session is off hears of it within minutes."""
    late = db.session.scalar(select(func.count()).where(EndNotice.owed_at < clock.now() - timedelta(minutes=10)))
    return [f"{late} people were not told that their session is off: is the worker running?"] if late else []


def late_holds() -> list[str]:
    """Whoever has a booking of an event that was taken down hears of it within minutes."""
    late = db.session.scalar(select(func.count()).where(HoldNotice.owed_at < clock.now() - timedelta(minutes=10)))
    return (
        [f"{late} people were not told that their event was taken down or is back: is the worker running?"]
        if late
        else []
    )
