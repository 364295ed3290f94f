"""Giving free places to those who wait. One function; withdrawing, declining, expiry and the jobs call it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import AssignmentState, Need, NeedMode, Shift, ShiftState
from sciencepop.volunteers.queries.assignments import list_waiting
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.services.become import become

ASKED_IN_TURN = (NeedMode.INSTANT, NeedMode.REQUEST)
"""A silent reserve and a wish for the roster are answered by a human."""


def promote(session: Session, shift: Shift, now: datetime) -> int:
    """Offer what is free in a locked shift to those who wait, first come first; returns how many were asked.

    Offers end at an hour at which people are awake (bookings `rules.promotion`); nobody is asked who could not answer.
    """
    ends_at = offer_end(now, shift.closes_at)
    if shift.state is not ShiftState.OPEN or ends_at is None:
        return 0
    session.flush()
    numbers = numbers_of(session, shift.needs)
    return sum(_promote(session, shift, need, numbers[need.id].free, ends_at, now) for need in shift.needs)


def _promote(session: Session, shift: Shift, need: Need, free: int, ends_at: datetime, now: datetime) -> int:
    if free < 1 or need.mode not in ASKED_IN_TURN:
        return 0
    chosen = list_waiting(session, need.id)[:free]
    for assignment in chosen:
        become(session, assignment, shift, AssignmentState.OFFERED, now=now, offer_ends_at=ends_at)
        tell(session, assignment, shift, News.OFFERED, now=now)
    return len(chosen)
