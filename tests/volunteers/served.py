"""A volunteer, a shift and an assignment, as tests of hours and proofs need them."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    HoursEntry,
    Need,
    Shift,
    ShiftState,
    Volunteer,
)
from sciencepop.volunteers.rules.hours import HoursKind
from tests.conftest import NOW

_number = itertools.count(1)


def serve(
    session: Session, person: Person, base: ScienceBase, *, starts_at: datetime = NOW, minutes: int = 180
) -> Assignment:
    """A confirmed assignment of a person, who becomes a volunteer, on a shift of their own; committed."""
    if session.get(Volunteer, person.id) is None:
        session.add(Volunteer(person_id=person.id, risk_version="1", risk_accepted_at=NOW, joined_at=NOW))
        session.flush()
    shift = make_shift(session, base, starts_at=starts_at, minutes=minutes)
    assignment = join(session, person, shift)
    session.commit()
    return assignment


def make_shift(session: Session, base: ScienceBase, *, starts_at: datetime, minutes: int = 180, **values: Any) -> Shift:
    shift = Shift(
        uid=f"shift-{next(_number)}",
        base_id=base.id,
        title_zh="科技节开幕",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        opens_at=starts_at - timedelta(days=30),
        closes_at=starts_at - timedelta(hours=12),
        state=ShiftState.ROSTERED,
        created_by=base.registrant_id,
        created_at=NOW,
        changed_at=NOW,
        **values,
    )
    session.add(shift)
    session.flush()
    session.add(Need(shift_id=shift.id, role="guide", minimum=1, target=2, maximum=5))
    session.flush()
    return shift


def join(session: Session, person: Person, shift: Shift, **values: Any) -> Assignment:
    defaults: dict[str, Any] = {"state": AssignmentState.CONFIRMED, "source": AssignmentSource.SELF}
    assignment = Assignment(
        code=f"A{next(_number):07d}",
        need_id=shift.needs[0].id,
        shift_id=shift.id,
        person_id=person.id,
        queued_at=NOW,
        created_at=NOW,
        changed_at=NOW,
        **(defaults | values),
    )
    session.add(assignment)
    session.flush()
    return assignment


def count_entry(session: Session, assignment: Assignment, minutes: int, **values: Any) -> HoursEntry:
    """What the clock counted of an assignment; committed."""
    entry = HoursEntry(
        code=f"H{next(_number):07d}",
        person_id=assignment.person_id,
        base_id=assignment.shift.base_id,
        assignment_id=assignment.id,
        kind=HoursKind.SHIFT,
        minutes=minutes,
        served_on=(assignment.shift.starts_at + timedelta(hours=8)).date(),
        what=assignment.shift.title_zh,
        recorded_at=NOW,
        **values,
    )
    session.add(entry)
    session.commit()
    return entry
