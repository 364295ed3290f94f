"""Giving seats back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking
from sciencepop.bookings.moved_words import Moved
from sciencepop.bookings.queries.notices import list_known
from sciencepop.bookings.rules import moves
from sciencepop.bookings.rules.points import PointReason
from sciencepop.bookings.rules.refusals import refuse_cancelling
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services import points
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.lock import lock_booking, lock_person
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.changes import Arrangement


class Reason(StrEnum):
    """Why a booking ended, as kept in `state_reason`."""

    HOLDER = "holder"
    OCCURRENCE = "occurrence"
    ACCOUNT = "account"
    OUTING = "outing"
    """Another stop of the outing was cancelled by its organiser."""
    MOVED = moves.MOVED


def cancel(code: str, *, by: Person, now: datetime) -> None:
    """The holder gives a booking, an offer or a waiting place back before the start; the next in line are asked.

    A confirmed booking that is given back late gives points (`rules.points`). Refuses NOT_CANCELLABLE; NotFound for
    somebody else's booking.
    """
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        booking, pool, occurrence = lock_booking(session, code, person_id)
        refused = refuse_cancelling(booking.state, starts_at=occurrence.starts_at, now=now)
        if refused:
            raise RuleBroken(refused)
        if points.costs_of_cancelling(booking, occurrence, now):
            points.add(session, booking, occurrence, PointReason.LATE_CANCEL, now=now)
        end(session, booking, occurrence, Reason.HOLDER, now=now)
        attempts.remember(code)
        free = promote(session, pool, now)
        settle(session, [Change(occurrence, pool, free)], now=now)


def end(session: Session, booking: Booking, occurrence: Occurrence, reason: Reason, *, now: datetime) -> None:
    """Write the end of a locked booking and tell its holder where a calendar has to be corrected.

    Who gives up a waiting place or an offer knows it from the page. The time that they know stands in the letter, where
    it was changed and they were not told of it yet. The end of a whole session is `services.called_off`.
    """
    known = list_known(session, [booking.id]).get(booking.id) if booking.is_moved else None
    untold = Moved(Arrangement.read(known)) if known else None
    was_confirmed = booking.state is BookingState.CONFIRMED
    become(session, booking, occurrence, BookingState.CANCELLED, now=now, reason=reason.value)
    if was_confirmed:
        news = News.RELEASED if reason is Reason.OUTING else News.CANCELLED
        tell(session, booking, occurrence, booking.person, news, now=now, method=Method.CANCEL, moved=untold)
