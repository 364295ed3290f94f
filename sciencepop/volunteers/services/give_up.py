"""Whoever may not or will not serve any more is expected nowhere; those who wait are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.volunteers.models import Assignment, Shift
from sciencepop.volunteers.queries.assignments import list_live
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.sign_up import step_back


def give_up_all(session: Session, person_id: int, *, reason: str, now: datetime) -> tuple[int, Sequence[Shift]]:
    """Step back from all that is to come, within a unit of work in which the person is locked.

    Returns from how many shifts, and the locked shifts: the caller settles their guides when everything is done.
    """
    mine = Assignment.person_id == person_id, Assignment.state.in_(states.WITHDRAWABLE)
    coming = select(Assignment.shift_id).join(Shift, Assignment.shift_id == Shift.id)
    shifts = lock_shifts(session, session.scalars(coming.where(*mine, Shift.starts_at > now)).all())
    by_id = {shift.id: shift for shift in shifts}
    rows = list_live(session, Assignment.shift_id.in_(by_id), *mine)
    for assignment in rows:
        step_back(session, assignment, by_id[assignment.shift_id], now=now, reason=reason)
    return len(rows), shifts
