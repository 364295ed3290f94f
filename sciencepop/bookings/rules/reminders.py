"""When the letters are due that only time brings: reminders before a session, thanks after it.

Values in, answer out: moments are aware, the wall clock is the district's. Nothing is written between 21:00 and 08:00.
A reminder that would fall into a night goes out on the evening before it; to a party of children alone it is left out,
because whoever brings them reads it as a call to come now. What is due already when it is planned is not owed: who
books an hour ahead needs no reminder, and neither does who has just been told of a move.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from sciencepop.bookings.rules.states import BookingState
from sciencepop.programme.rules.recurrence import ZONE

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
EVENING = time(20, 30)
MORNING = time(10)
GRACE = timedelta(minutes=30)
"""How late a letter may leave after its hour; later it is dropped."""


class Planned(StrEnum):
    """The letters that are planned."""

    DAY_BEFORE = "day_before"
    HOURS_BEFORE = "hours_before"
    THANKS = "thanks"


BEFORE = {Planned.DAY_BEFORE: timedelta(hours=24), Planned.HOURS_BEFORE: timedelta(hours=2)}


def plan(
    state: BookingState, *, starts_at: datetime, ends_at: datetime, for_minors: bool, now: datetime
) -> dict[Planned, datetime]:
    """What a booking in this state is owed after `now`, and when. `for_minors`: no adult is of the party."""
    if state is BookingState.CONFIRMED:
        found = {kind: hour_of(kind, starts_at, for_minors=for_minors) for kind in BEFORE}
        return {kind: due for kind, due in found.items() if due and now < due}
    if state is BookingState.ATTENDED:
        due = _next_morning(ends_at)
        return {Planned.THANKS: due} if now < due else {}
    return {}


def hour_of(kind: Planned, starts_at: datetime, *, for_minors: bool) -> datetime | None:
    """When a reminder before a start is due, at an hour when people are awake; None where it is left out."""
    return _before(starts_at - BEFORE[kind], for_minors)


def is_too_late(due_at: datetime, now: datetime) -> bool:
    """Whether a letter has missed its hour."""
    return now > due_at + GRACE


def _before(due: datetime, for_minors: bool) -> datetime | None:
    local = due.astimezone(ZONE)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return due
    if for_minors:
        return None
    evening = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(evening, EVENING, ZONE)


def _next_morning(ends_at: datetime) -> datetime:
    return datetime.combine(ends_at.astimezone(ZONE).date() + timedelta(days=1), MORNING, ZONE)
