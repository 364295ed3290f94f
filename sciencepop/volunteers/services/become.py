"""The one place where an assignment's state is written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.volunteers.models import Assignment, AssignmentState, Shift
from sciencepop.volunteers.rules.assignments import may_become


def become(session: Session, assignment: Assignment, shift: Shift, state: AssignmentState, *, now: datetime) -> None:
    """Take the next state. ValueError for one that may not follow."""
    if not may_become(assignment.state, state):
        raise ValueError(f"{assignment.state} is never followed by {state}")
    assignment.state, assignment.changed_at = state, now
