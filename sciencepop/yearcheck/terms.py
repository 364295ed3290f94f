"""The data of the yearly check: the form's figures, weights, dimensions, grades, days and limits, with their days.

What holds for a year is what holds on its last day: a rule that changes in summer changes that year's check for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from sciencepop.accreditation.schemes import Dimension
from sciencepop.core.dated import in_force, refuse_overlap
from sciencepop.core.reference import Reference, get_reference
from sciencepop.yearcheck.rules.said import Kind
from sciencepop.yearcheck.rules.scale import Scale, Scored
from sciencepop.yearcheck.rules.scoring import Band, Limit


@dataclass(frozen=True)
class Section:
    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Figure:
    """A line of the form. With a `computation` the platform counts it, without the base says it.

    `measure` is what thresholds of recognition are about; it is no more than the figure `part_of`.
    """

    slug: str
    section: str
    kind: str
    computation: str
    measure: str
    part_of: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    from_on: str
    until_on: str

    @property
    def of_kind(self) -> Kind:
        return Kind(self.kind)


@dataclass(frozen=True)
class Grade:
    """A result from `at_least` points on; `mends` is yes where the base has to put something right."""

    slug: str
    at_least: str
    mends: str
    name_zh: str
    name_en: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class _Weight:
    """`source` is the document that says so, '' for a placeholder."""

    figure: str
    at_least: str
    points: str
    source: str
    from_on: str
    until_on: str


@dataclass(frozen=True)
class _Term:
    slug: str
    value: str
    from_on: str
    until_on: str


NEEDED = (
    "opens", "closes", "decides", "base_points", "bonus_most", "experts_least", "experts_most", "recusals_most",
    "inspectors_least", "correct_days", "remind_days", "remind_mending_days", "object_days", "answer_days",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """All that holds for one year. `weights` are those of the data file, which the district may have set anew
    (`queries.weights`), as it may the scale (`queries.scale`); `sources` the documents behind weights by figure.
    """

    year: int
    sections: list[Section]
    figures: list[Figure]
    weights: dict[str, list[Band]]
    sources: dict[str, str]
    dimensions: list[Dimension]
    grades: list[Grade]
    values: dict[str, str]

    def number(self, slug: str) -> int:
        return int(self.values[slug])

    def numbers(self, slug: str) -> list[int]:
        return [int(part) for part in self.values[slug].split()]

    def day(self, slug: str) -> date:
        """A day of the year after, such as the last one for filing."""
        return date.fromisoformat(f"{self.year + 1}-{self.values[slug]}")

    @property
    def limits(self) -> list[Limit]:
        return [Limit(grade.slug, int(grade.at_least)) for grade in self.grades]

    @property
    def scale(self) -> Scale:
        best_first = sorted(self.limits, key=lambda one: one.at_least, reverse=True)
        return Scale(
            base_points=self.number("base_points"),
            dimensions=tuple(Scored(row.most, row.name_zh, row.name_en) for row in self.dimensions),
            bonus_most=self.number("bonus_most"),
            limits={one.slug: one.at_least for one in best_first[:-1]},
        )

    def figure(self, slug: str) -> Figure | None:
        return next((row for row in self.figures if row.slug == slug), None)

    def grade(self, slug: str) -> Grade | None:
        return next((row for row in self.grades if row.slug == slug), None)

    @property
    def asked(self) -> list[Figure]:
        """What the base says itself."""
        return [row for row in self.figures if not row.computation]


@dataclass(frozen=True)
class _Tables:
    sections: list[Section]
    figures: list[Figure]
    weights: list[_Weight]
    dimensions: list[Dimension]
    grades: list[Grade]
    terms: list[_Term]

    def of(self, year: int) -> Terms:
        day = date(year, 12, 31)
        weights: dict[str, list[Band]] = {}
        for row in in_force(self.weights, day):
            weights.setdefault(row.figure, []).append(Band(int(row.at_least), int(row.points)))
        values = {row.slug: row.value for row in in_force(self.terms, day)}
        return Terms(
            year=year,
            sections=self.sections,
            figures=in_force(self.figures, day),
            weights=weights,
            sources={row.figure: row.source for row in in_force(self.weights, day)},
            dimensions=in_force(self.dimensions, day),
            grades=in_force(self.grades, day),
            values=values,
        )

    def begins(self) -> int:
        """The first year for which there are rules."""
        return min(date.fromisoformat(row.from_on).year for row in self.terms)


def init_app(app: Flask) -> None:
    """Read it once. ValueError where a file is wrong."""
    app.extensions["yearcheck"] = read_tables(get_reference(app))


def read_tables(reference: Reference) -> _Tables:
    """The tables of a district's folder, checked. ValueError where a file is wrong."""
    table = reference.read_table
    found = _Tables(
        table("yearcheck_sections.csv", Section),
        table("yearcheck_figures.csv", Figure),
        table("yearcheck_weights.csv", _Weight),
        table("yearcheck_dimensions.csv", Dimension),
        table("yearcheck_grades.csv", Grade),
        table("yearcheck_terms.csv", _Term),
    )
    refuse_overlap(found.figures, "slug")
    refuse_overlap(found.weights, "figure", "at_least")
    refuse_overlap(found.dimensions, "slug")
    refuse_overlap(found.grades, "slug")
    refuse_overlap(found.terms, "slug")
    known = {row.slug for row in found.figures}
    unknown = {row.figure for row in found.weights} | {row.part_of for row in found.figures if row.part_of}
    sections = {row.section for row in found.figures} - {row.slug for row in found.sections}
    missing = set(NEEDED) - {row.slug for row in found.terms}
    if wrong := (unknown - known) | sections | missing:
        raise ValueError(f"data/yearcheck_*.csv do not agree on {sorted(wrong)[0]}")
    return found


def terms(year: int) -> Terms:
    """What holds for a year."""
    found: _Tables = current_app.extensions["yearcheck"]
    return found.of(year)


def first_year() -> int:
    found: _Tables = current_app.extensions["yearcheck"]
    return found.begins()
