"""What the figures of a year weigh: what the district set last, and else the data file, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.yearcheck.models import WeightSet, YearFile
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.rules.scoring import Band
from sciencepop.yearcheck.rules.weights import holding
from sciencepop.yearcheck.terms import Figure, first_year, terms


@dataclass(frozen=True)
class Weight:
    """What a figure weighs. Without a `source` it is a placeholder; `since` is None for what the data file says."""

    figure: Figure
    bands: tuple[Band, ...]
    source: str
    since: int | None = None

    @property
    def most(self) -> int:
        return max((band.points for band in self.bands), default=0)

    @property
    def is_placeholder(self) -> bool:
        return bool(self.bands) and not self.source


def list_sets(session: Session, figure: str = "") -> Sequence[WeightSet]:
    """What the district set, of one figure or of all, the newest first."""
    found = select(WeightSet).order_by(WeightSet.id.desc())
    return session.scalars(found.where(WeightSet.figure == figure) if figure else found).all()


def list_weights(session: Session, year: int) -> list[Weight]:
    """Every figure of a year that is a number, with what it weighs."""
    known, own = terms(year), holding(list_sets(session), year)
    found = []
    for row in known.figures:
        if row.of_kind is Kind.NUMBER:
            if said := own.get(row.slug):
                found.append(Weight(row, said.as_bands, said.source, said.from_year))
            else:
                bands = tuple(known.weights.get(row.slug, ()))
                found.append(Weight(row, bands, known.sources.get(row.slug, "")))
    return found


def weights_of(session: Session, year: int) -> dict[str, tuple[Band, ...]]:
    """The bands of every figure that weighs something in a year."""
    return {one.figure.slug: one.bands for one in list_weights(session, year) if one.bands}


def first_free(session: Session) -> int:
    """The first year whose weights may still be set: none has been decided by them, nor after it."""
    last = session.scalar(select(func.max(YearFile.year)).where(YearFile.grade != ""))
    return max(first_year(), (last or 0) + 1)
