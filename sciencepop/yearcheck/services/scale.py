"""A lead of the district sets by which scale a year is scored.

Dangerous: it moves the grades of every base of that year. So a year that somebody has scored keeps its own, which
scoring and setting hold to by following one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.models import ScaleSet
from sciencepop.yearcheck.queries.scale import first_unscored
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.scale import Scale, write_dimensions
from sciencepop.yearcheck.services.weights import YEARS_AHEAD, hold_weights
from sciencepop.yearcheck.terms import terms


@dataclass(frozen=True)
class ScaleWish:
    """From which year on which scale holds, and by which document; '' where there is none."""

    from_year: int
    scale: Scale
    source: str


def years_to_scale(session: Session, now: datetime) -> range:
    """The years from which a scale may be set, the first one that is free in front."""
    return range(first_unscored(session), clock.local(now).year + YEARS_AHEAD + 1)


def set_scale(wish: ScaleWish, *, by: Person, now: datetime) -> None:
    """Say it; what was said before stays in the record. Refuses NOT_YOURS, YEAR_SCORED, BAD_SCALE."""
    person_id, scale = by.id, wish.scale
    with write() as session:
        hold_weights(session)
        if not session.get_one(Person, person_id).is_lead:
            raise RuleBroken(Refusal.NOT_YOURS)
        if wish.from_year not in years_to_scale(session, now):
            raise RuleBroken(Refusal.YEAR_SCORED, year=wish.from_year)
        has_grades = list(scale.limits) == list(terms(wish.from_year).scale.limits)
        if not (scale.is_sane and scale.is_full and has_grades) or scale.out_of_order:
            raise RuleBroken(Refusal.BAD_SCALE)
        facts = {
            "from_year": wish.from_year,
            "base_points": scale.base_points,
            "dimensions": write_dimensions(scale.dimensions),
            "bonus_most": scale.bonus_most,
            "limits": dict(scale.limits),
        }
        row = ScaleSet(**facts, source=wish.source, set_by=person_id, set_at=now)
        session.add(row)
        session.flush()
        audit.record(session, by=person_id, at=now, action="yearcheck.scale", subject=row, **facts)
        attempts.remember(str(row.id))
