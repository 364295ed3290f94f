"""The risks of a shift, kept in the words that were accepted (志愿服务条例 art. 12)."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core import attempts
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language, tr
from sciencepop.volunteers.models import Assignment, AssignmentState, Shift
from sciencepop.volunteers.queries.assignments import get_assignment
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.lock import lock_shift, shift_of

MUST_READ = (AssignmentState.APPLIED, AssignmentState.WAITING, AssignmentState.CONFIRMED)


def risk_in(shift: Shift, language: str) -> str:
    """The risk text as it is shown in a language; '' where there is none."""
    with in_language(language):
        return tr(shift, "risk") if shift.risk_zh else ""


def unread_risk(assignment: Assignment, shift: Shift) -> str:
    """The risks as they are now, where somebody who comes has accepted others; '' where nothing is to be read."""
    words = risk_in(shift, assignment.language) if assignment.state in MUST_READ else ""
    return words if words != assignment.risk_text else ""


def accept_new_risk(code: str, *, by: Person, now: datetime, accepts_risk: bool) -> None:
    """Accept risks that were written anew since. Refuses RISK_NOT_ACCEPTED; NotFound for somebody else's."""
    with write() as session:
        shift = lock_shift(session, shift_of(session, code, by.id))
        assignment = get_assignment(session, code, by.id)
        if unread_risk(assignment, shift):
            accept_risk(assignment, shift, accepts_risk, now)
        attempts.remember(code)


def accept_risk(assignment: Assignment, shift: Shift, accepts_risk: bool, now: datetime) -> None:
    """Keep the words that were read now, unless the same were accepted before. Refuses RISK_NOT_ACCEPTED."""
    words = risk_in(shift, assignment.language)
    if not words or assignment.risk_text == words:
        return
    if not accepts_risk:
        raise RuleBroken(Refusal.RISK_NOT_ACCEPTED)
    assignment.risk_text, assignment.risk_accepted_at = words, now
