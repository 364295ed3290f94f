"""The one place where an assignment's state is written, with the time that it takes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.models import CommitmentKind
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.ledger import Work
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import Assignment, AssignmentSource, AssignmentState, Need, Shift
from sciencepop.volunteers.queries.assignments import highest_sequence
from sciencepop.volunteers.queries.facts import source_of, span_of
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.refusals import Refusal


def add(
    session: Session,
    need: Need,
    shift: Shift,
    person_id: int,
    state: AssignmentState,
    source: AssignmentSource,
    *,
    language: str,
    by: int | None,
    now: datetime,
    risk_text: str = "",
    offer_ends_at: datetime | None = None,
) -> Assignment:
    """A new assignment to a locked shift, in a live state. The caller has asked the rules."""
    before = highest_sequence(session, person_id, shift.id)
    assignment = Assignment(
        code=new_code(),
        need_id=need.id,
        shift_id=shift.id,
        person_id=person_id,
        state=state,
        source=source,
        offer_ends_at=offer_ends_at,
        queued_at=now,
        created_at=now,
        changed_at=now,
        created_by=by,
        language=language,
        sequence=0 if before is None else before + 1,
        risk_text=risk_text,
        risk_accepted_at=now if risk_text else None,
        is_sample=shift.is_sample,
    )
    session.add(assignment)
    session.flush()
    if state in states.HOLDS:
        ledger.take_for(session, person_id, work_of(assignment, shift), is_firm=state in states.FIRM)
    return assignment


def become(
    session: Session,
    assignment: Assignment,
    shift: Shift,
    state: AssignmentState,
    *,
    now: datetime,
    reason: str = "",
    offer_ends_at: datetime | None = None,
) -> None:
    """Give an assignment, whose shift is locked, another state. Refuses WRONG_STATE."""
    if not states.may_become(assignment.state, state):
        raise RuleBroken(Refusal.WRONG_STATE)
    held = assignment.state in states.HOLDS
    assignment.state = state
    assignment.reason = reason
    assignment.offer_ends_at = offer_ends_at
    assignment.changed_at = now
    assignment.sequence += 1
    session.flush()
    if state not in states.HOLDS:
        if held:
            ledger.release_for(session, source_of(assignment))
    elif held:
        ledger.renew_for(session, work_of(assignment, shift), is_firm=state in states.FIRM)
    else:
        ledger.take_for(session, assignment.person_id, work_of(assignment, shift), is_firm=state in states.FIRM)


def work_of(assignment: Assignment, shift: Shift) -> Work:
    """An assignment as the ledger of people's time knows it."""
    return Work(
        source=source_of(assignment),
        kind=CommitmentKind.SERVE,
        title_zh=shift.title_zh,
        title_en=shift.title_en,
        path=f"/volunteer/mine/{assignment.code}",
        span=span_of(shift),
    )
