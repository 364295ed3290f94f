"""The risks of a shift, kept in the words that were accepted (志愿服务条例 art. 12)."""

from __future__ import annotations

from datetime import datetime

from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language, tr
from sciencepop.volunteers.models import Assignment, Shift
from sciencepop.volunteers.rules.refusals import Refusal


def risk_in(shift: Shift, language: str) -> str:
    """The risk text as it is shown in a language; '' where there is none."""
    with in_language(language):
        return tr(shift, "risk") if shift.risk_zh else ""


def accept_risk(assignment: Assignment, shift: Shift, accepts_risk: bool, now: datetime) -> None:
    """Keep the words that were read now, unless the same were accepted before. Refuses RISK_NOT_ACCEPTED."""
    words = risk_in(shift, assignment.language)
    if not words or assignment.risk_text == words:
        return
    if not accepts_risk:
        raise RuleBroken(Refusal.RISK_NOT_ACCEPTED)
    assignment.risk_text, assignment.risk_accepted_at = words, now
