"""When somebody may be marked as there or not there."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.states import BookingState

DOORS_OPEN_MINUTES = 180


class Mark(StrEnum):
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    UNDO = "undo"


TARGETS = {
    Mark.ATTENDED: BookingState.ATTENDED,
    Mark.NO_SHOW: BookingState.NO_SHOW,
    Mark.UNDO: BookingState.CONFIRMED,
}
SOURCES = {
    Mark.ATTENDED: (BookingState.CONFIRMED, BookingState.NO_SHOW),
    Mark.NO_SHOW: (BookingState.CONFIRMED, BookingState.ATTENDED),
    Mark.UNDO: (BookingState.ATTENDED, BookingState.NO_SHOW),
}


def refuse_mark(mark: Mark, state: BookingState, *, starts_at: datetime, now: datetime) -> Refusal | None:
    """People are let in up to three hours early; nobody is missing before the start. Undoing is always possible."""
    if state not in SOURCES[mark]:
        return Refusal.NOT_MARKABLE
    early = timedelta(minutes=DOORS_OPEN_MINUTES) if mark is Mark.ATTENDED else timedelta(0)
    if mark is not Mark.UNDO and now < starts_at - early:
        return Refusal.TOO_EARLY
    return None


def open_marks(state: BookingState, *, starts_at: datetime, now: datetime) -> list[Mark]:
    """The marks that can be offered now."""
    return [mark for mark in Mark if refuse_mark(mark, state, starts_at=starts_at, now=now) is None]
