"""Taking the rows that a change of assignments decides on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.volunteers.models import Assignment, Shift


def lock_shift(session: Session, shift_id: int) -> Shift:
    """A shift as it is now. NotFound for none."""
    found = select(Shift).where(Shift.id == shift_id).with_for_update(of=Shift)
    shift = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if shift is None:
        raise NotFound
    return shift


def shift_of(session: Session, code: str, person_id: int | None = None) -> int:
    """The shift of an assignment, which may be asked for before anything is locked: it never changes."""
    shift_id = session.scalar(select(Assignment.shift_id).where(Assignment.code == code))
    if shift_id is None:
        raise NotFound
    return shift_id
