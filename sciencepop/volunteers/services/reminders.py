"""The evening before a shift whoever is certain to come is reminded, once for each day on which it may be."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from sciencepop.core.clock import day_bounds
from sciencepop.core.db import db, write
from sciencepop.volunteers import care_letters
from sciencepop.volunteers.models import Assignment, AssignmentState, Shift, ShiftState
from sciencepop.volunteers.queries.assignments import list_in_shift
from sciencepop.volunteers.queries.care import find_briefing
from sciencepop.volunteers.rules.reminders import evening_before, reminded_day
from sciencepop.volunteers.services.lock import lock_shift

log = logging.getLogger(__name__)


def remind_due(now: datetime) -> int:
    """Remind of tomorrow's shifts, in the evening; returns how many were reminded. Harmless to run twice.

    Each shift is a unit of work of its own. One that fails is left for the next minute, and keeps no other from its.
    """
    day = reminded_day(now)
    if day is None:
        return 0
    done = 0
    for shift_id in _list_due(day):
        try:
            done += _remind(shift_id, day, now)
        except Exception:
            log.exception("the people of a shift could not be reminded")
    return done


def _list_due(day: date) -> list[int]:
    first, last = day_bounds(day)
    session = db.session()
    found = select(Shift.id).join(Assignment, Assignment.shift_id == Shift.id).where(*_owed(day))
    found = found.where(Shift.starts_at >= first, Shift.starts_at < last, Shift.state != ShiftState.CANCELLED)
    numbers = list(session.scalars(found.distinct().order_by(Shift.id)))
    session.rollback()
    return numbers


def _owed(day: date) -> tuple[ColumnElement[bool], ...]:
    """Who is certain since before the evening and was not reminded of this day."""
    not_yet = or_(Assignment.reminded_on.is_(None), Assignment.reminded_on != day)
    return Assignment.state == AssignmentState.CONFIRMED, Assignment.changed_at < evening_before(day)[0], not_yet


def _remind(shift_id: int, day: date, now: datetime) -> int:
    with write() as session:
        shift = lock_shift(session, shift_id)
        first, last = day_bounds(day)
        if shift.state is ShiftState.CANCELLED or not first <= shift.starts_at < last:
            return 0
        return _write(session, shift, day, now)


def _write(session: Session, shift: Shift, day: date, now: datetime) -> int:
    briefing, rows = find_briefing(session, shift.id), list_in_shift(session, shift.id, *_owed(day))
    for row in rows:
        row.reminded_on = day
        care_letters.tell_reminder(session, row, shift, briefing, now=now, not_after=evening_before(day)[1])
    return len(rows)
