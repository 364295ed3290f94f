"""The data of recognition: who designates under which scheme, thresholds, papers, weights and periods, with their days.

Every file of `data/` here has `from_on` and `until_on`: another rule from a day on is another row, not another program.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from flask import Flask, current_app

from sciencepop.accreditation.rules.people import Bounds
from sciencepop.accreditation.rules.periods import Period, Unit
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.dated import in_force, refuse_overlap
from sciencepop.core.reference import Reference, get_reference


@dataclass(frozen=True)
class Authority:
    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Scheme:
    """What an authority names bases under."""

    slug: str
    authority: str
    level: str
    name_zh: str
    name_en: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class Category:
    scheme: str
    slug: str
    name_zh: str
    name_en: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class Measure:
    """Something that is counted at a base, such as open days a year."""

    slug: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str


@dataclass(frozen=True)
class Threshold:
    """How much a scheme asks of a measure; `category` is '' where it is asked of each."""

    scheme: str
    category: str
    measure: str
    at_least: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class PaperKind:
    """A paper of a case: at which `step`, and whether a `first` application or a `renewal` needs it."""

    slug: str
    step: str
    first: str
    renewal: str
    name_zh: str
    name_en: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class Dimension:
    """What experts score from 0 to `weight`."""

    slug: str
    weight: str
    name_zh: str
    name_en: str
    from_on: str
    until_on: str

    @property
    def most(self) -> int:
        return int(self.weight)


@dataclass(frozen=True)
class _PeriodRow:
    slug: str
    length: str
    unit: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class _LimitRow:
    slug: str
    value: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class Schemes:
    """All of it, as one district has it."""

    authorities: dict[str, Authority]
    schemes: list[Scheme]
    categories: list[Category]
    measures: dict[str, Measure]
    thresholds: list[Threshold]
    papers: list[PaperKind]
    dimensions: list[Dimension]
    periods: list[_PeriodRow]
    limits: list[_LimitRow]

    def scheme(self, slug: str) -> Scheme | None:
        """The newest row of a scheme, whether it holds or not: old records are still to be read."""
        return next((row for row in reversed(self.schemes) if row.slug == slug), None)

    def own_schemes_on(self, day: date) -> list[Scheme]:
        """What the district itself names bases under: what it may open a round for."""
        return [row for row in in_force(self.schemes, day) if row.level == "district"]

    def category(self, scheme: str, slug: str) -> Category | None:
        return next((row for row in reversed(self.categories) if (row.scheme, row.slug) == (scheme, slug)), None)

    def categories_on(self, scheme: str, day: date) -> list[Category]:
        return [row for row in in_force(self.categories, day) if row.scheme == scheme]

    def thresholds_on(self, scheme: str, category: str, day: date) -> list[Threshold]:
        found = in_force(self.thresholds, day)
        return [row for row in found if row.scheme == scheme and row.category in ("", category)]

    def papers_on(self, step: str, day: date) -> list[PaperKind]:
        return [row for row in in_force(self.papers, day) if row.step == step]

    def dimensions_on(self, day: date) -> list[Dimension]:
        return in_force(self.dimensions, day)

    def bounds_on(self, day: date) -> Bounds:
        """How many people a case of a round that opens on this day takes."""
        return Bounds(**{row.slug: int(row.value) for row in in_force(self.limits, day)})

    def period(self, slug: str, day: date) -> Period:
        """How long something lasts that begins on this day. ValueError where the data has nothing for it."""
        for row in in_force(self.periods, day):
            if row.slug == slug:
                return Period(int(row.length), Unit(row.unit))
        raise ValueError(f"data/accreditation_periods.csv has no {slug} for {day}")

    def due(self, slug: str, day: date) -> date:
        """The last day of a period that begins on a day."""
        return self.period(slug, day).after(day, get_almanac())


def init_app(app: Flask) -> None:
    """Read it once. ValueError where a file is wrong."""
    app.extensions["accreditation"] = read_schemes(get_reference(app))


def read_schemes(reference: Reference) -> Schemes:
    """The tables of a district's folder, checked. ValueError where a file is wrong."""
    table = reference.read_table
    found = Schemes(
        authorities={row.slug: row for row in table("designation_authorities.csv", Authority)},
        schemes=table("designation_schemes.csv", Scheme),
        categories=table("designation_categories.csv", Category),
        measures={row.slug: row for row in table("accreditation_measures.csv", Measure)},
        thresholds=table("accreditation_thresholds.csv", Threshold),
        papers=table("accreditation_papers.csv", PaperKind),
        dimensions=table("accreditation_dimensions.csv", Dimension),
        periods=table("accreditation_periods.csv", _PeriodRow),
        limits=table("accreditation_limits.csv", _LimitRow),
    )
    refuse_overlap(found.schemes, "slug")
    refuse_overlap(found.categories, "scheme", "slug")
    refuse_overlap(found.thresholds, "scheme", "category", "measure")
    refuse_overlap(found.papers, "slug")
    refuse_overlap(found.dimensions, "slug")
    refuse_overlap(found.periods, "slug")
    refuse_overlap(found.limits, "slug")
    unknown = {row.authority for row in found.schemes} - set(found.authorities)
    named = {row.scheme for row in found.categories} | {row.scheme for row in found.thresholds}
    unknown |= named - {row.slug for row in found.schemes}
    unknown |= {row.measure for row in found.thresholds} - set(found.measures)
    unknown |= {one.name for one in fields(Bounds)} - {row.slug for row in found.limits}
    if unknown:
        raise ValueError(f"data/ of recognition knows no {sorted(unknown)[0]}")
    return found


def schemes() -> Schemes:
    found: Schemes = current_app.extensions["accreditation"]
    return found
