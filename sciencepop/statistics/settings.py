"""The data of the survey: the lines of its forms with the days on which they hold, kinds, weeks, whose set is whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import Flask, current_app

from sciencepop.core.dated import in_force, refuse_overlap
from sciencepop.core.reference import Reference, get_reference
from sciencepop.statistics.rules.cells import Under
from sciencepop.statistics.rules.counting import RULES, SUM
from sciencepop.statistics.rules.kinds import Bounds

FORMS = ("KP-001", "KP-002", "KP-003", "KP-004", "KP-005")
COMPUTED, ENTERED, NONE = "computed", "entered", "none"
VENUE, DISTRICT = "venue", "district"


@dataclass(frozen=True)
class Indicator:
    """A line of a form. `code` is '' where no source gave one. `of`: it is one “of which” of that indicator, and with
    `part` its siblings share that between them. `files`: only sets of venues or the district's have it, '' both.
    """

    slug: str
    form: str
    code: str
    name_zh: str
    name_en: str
    unit: str
    how: str
    rule: str
    argument: str
    of: str
    part: str
    files: str
    from_on: str
    until_on: str

    @property
    def under(self) -> Under:
        return Under(self.slug, self.of, bool(self.part))


@dataclass(frozen=True)
class _Kind:
    source: str
    slug: str
    statistic: str


@dataclass(frozen=True)
class _Week:
    year: str
    from_on: str
    until_on: str


class Settings:
    """All of it, read once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        section = reference.sections.get("statistics", {})
        self.venue_kinds = tuple(str(slug) for slug in section.get("venue_kinds", ()))
        self.bounds = Bounds(frozenset(section.get("research_kinds", ())), int(section.get("major_people", 1000)))

    @cached_property
    def indicators(self) -> list[Indicator]:
        return self.reference.read_table("statistics_indicators.csv", Indicator)

    def indicators_of(self, year: int, files: str) -> list[Indicator]:
        """The lines of a year's set, in the order of the forms: what holds on its last day."""
        return [row for row in in_force(self.indicators, date(year, 12, 31)) if row.files in ("", files)]

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """The statistic of what is no event, by its source and kind."""
        found = self.reference.read_table("statistics_kinds.csv", _Kind)
        return {(row.source, row.slug): row.statistic for row in found}

    @cached_property
    def weeks(self) -> dict[int, tuple[date, date]]:
        """First and last day of each year's science week, as its notice said."""
        found = self.reference.read_table("statistics_weeks.csv", _Week)
        return {int(row.year): (date.fromisoformat(row.from_on), date.fromisoformat(row.until_on)) for row in found}


def init_app(app: Flask) -> None:
    """Read all at once, so that wrong data stops the start and not an officer."""
    found = Settings(get_reference(app))
    refuse_overlap(found.indicators, "slug")
    slugs = {row.slug for row in found.indicators}
    for row in found.indicators:
        named = {row.of, *(row.argument.split() if row.rule == SUM else ())} - {""}
        good = row.form in FORMS and (row.rule == SUM or row.rule in RULES if row.how == COMPUTED else not row.rule)
        if not good or named - slugs or row.how not in (COMPUTED, ENTERED, NONE):
            raise ValueError(f"data/statistics_indicators.csv: {row.slug} cannot be read")
    assert found.kinds and found.weeks, "data/statistics_kinds.csv and statistics_weeks.csv must have rows"
    app.extensions["statistics"] = found


def settings() -> Settings:
    """The data of the running application."""
    found: Settings = current_app.extensions["statistics"]
    return found
