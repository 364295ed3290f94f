"""Who has a place in a shift and does not fit it, or no longer: asked of the rules for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.volunteers.models import Assignment, Shift
from sciencepop.volunteers.others_words import about_somebody
from sciencepop.volunteers.queries.facts import read_standings, source_of
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.edits import Fit, fit_of
from sciencepop.volunteers.services.weigh import broken, weigh_with
from sciencepop.volunteers.vocabulary import vocabulary

BY_LAW = ("licence", "vetting")
"""Kinds of skills that no coordinator may do without (志愿服务条例 art. 16; 未成年人保护法 art. 62)."""


@dataclass(frozen=True)
class Misfit:
    """Somebody who has a place against which something stands; `reason` is its sentence."""

    code: str
    name: str
    role: str
    reason: str
    fit: Fit


def find_misfits(
    session: Session, shift: Shift, rows: Iterable[Assignment], now: datetime, *, is_moved: bool = False
) -> list[Misfit]:
    """Those of these assignments that hold a place and do not fit, but for exceptions that were made before.

    Whoever is certain to come comes before offers that they have elsewhere; an offer clashes with those too.
    """
    held = [row for row in rows if row.state in states.HOLDS]
    if not held:
        return []
    people = {row.person_id for row in held}
    standings = read_standings(session, people, shift.starts_at, shift.ends_at)
    numbers, needs = numbers_of(session, shift.needs), {need.id: need for need in shift.needs}
    lawful = {skill.slug for skill in vocabulary().skills.values() if skill.kind in BY_LAW}
    found = []
    for row in held:
        is_firm, standing, need = row.state in states.FIRM, standings[row.person_id], needs[row.need_id]
        besides = [source_of(row)]
        weighed = weigh_with(standing, need, shift, numbers[need.id], now, besides=besides, firm_only=is_firm)
        fit = fit_of(weighed.facts, weighed.person, lawful_skills=lawful, is_moved=is_moved, is_firm=is_firm)
        if fit and not (fit.may_stay and fit.refused.value == row.exception):
            reason = about_somebody(broken(fit.refused, weighed))
            found.append(Misfit(row.code, row.person.name, need.role, reason, fit))
    return found
