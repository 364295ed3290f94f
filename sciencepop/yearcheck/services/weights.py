"""The district sets what a figure weighs from a year on.

Dangerous: it changes what every base of that year comes to. So a year of which one result was decided stays as it is,
which deciding and setting hold to by following one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.yearcheck.models import WeightSet
from sciencepop.yearcheck.queries.weights import first_free
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.scoring import Band
from sciencepop.yearcheck.rules.weights import write_bands

YEARS_AHEAD = 2


@dataclass(frozen=True)
class WeightWish:
    """From which year on a figure weighs what, and by which document; '' where there is none."""

    from_year: int
    bands: tuple[Band, ...]
    source: str


def years_to_set(session: Session, now: datetime) -> range:
    """The years from which weights may be set, the first one that is free in front."""
    return range(first_free(session), clock.local(now).year + YEARS_AHEAD + 1)


def hold_weights(session: Session) -> None:
    """Nobody sets weights or a scale while somebody scores or decides, and the other way about."""
    hold_name(session, "yearcheck.weights")


def set_weight(figure: str, wish: WeightWish, *, by: Person, now: datetime) -> None:
    """Say it; what was said before stays in the record. Refuses YEAR_DECIDED."""
    person_id = by.id
    with write() as session:
        hold_weights(session)
        if wish.from_year not in years_to_set(session, now):
            raise RuleBroken(Refusal.YEAR_DECIDED, year=wish.from_year)
        bands = write_bands(wish.bands)
        row = WeightSet(
            figure=figure, from_year=wish.from_year, bands=bands, source=wish.source, set_by=person_id, set_at=now
        )
        session.add(row)
        session.flush()
        facts = {"figure": figure, "from_year": wish.from_year, "bands": bands}
        audit.record(session, by=person_id, at=now, action="yearcheck.weight", subject=row, **facts)
        attempts.remember(figure)
