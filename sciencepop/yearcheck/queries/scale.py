"""By which scale a year is scored: what the district set last, and else the data files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from sciencepop.accreditation.schemes import Dimension
from sciencepop.yearcheck.models import ScaleSet, YearFile, YearSeat
from sciencepop.yearcheck.rules.scale import Scored
from sciencepop.yearcheck.terms import Terms, first_year, terms


def list_scales(session: Session) -> Sequence[ScaleSet]:
    """What the district set, the newest first."""
    return session.scalars(select(ScaleSet).order_by(ScaleSet.id.desc())).all()


def find_scale(session: Session, year: int) -> ScaleSet | None:
    """What the district set for a year; None where the data files hold."""
    held = select(ScaleSet).where(ScaleSet.from_year <= year)
    return session.scalars(held.order_by(ScaleSet.from_year.desc(), ScaleSet.id.desc()).limit(1)).first()


def terms_of(session: Session, year: int) -> Terms:
    """All that holds for a year, by the scale that the district set."""
    known, own = terms(year), find_scale(session, year)
    if own is None:
        return known
    return replace(
        known,
        dimensions=[_dimension(known, number, row) for number, row in enumerate(own.scored, 1)],
        grades=[replace(row, at_least=str(own.limits.get(row.slug, 0))) for row in known.grades],
        values=known.values | {"base_points": str(own.base_points), "bonus_most": str(own.bonus_most)},
    )


def _dimension(known: Terms, number: int, row: Scored) -> Dimension:
    """Under the data's slug where that has the name, so that its English name need not be typed again."""
    said = next((one for one in known.dimensions if one.name_zh == row.name_zh), None)
    slug, name_en = (said.slug, said.name_en) if said else (f"own-{number}", "")
    return Dimension(slug, str(row.points), row.name_zh, row.name_en or name_en, "", "")


def first_unscored(session: Session) -> int:
    """The first year whose scale may still be set: nobody has scored, or given a bonus, for it or after it."""
    scored = exists().where(YearSeat.file_id == YearFile.id, YearSeat.scored_at.is_not(None))
    begun = or_(YearFile.grade != "", YearFile.bonus_reason != "", scored)
    last = session.scalar(select(func.max(YearFile.year)).where(begun))
    return max(first_year(), (last or 0) + 1)
