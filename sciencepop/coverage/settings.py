"""What the district decides of coverage, its bands of age, and the populations that come with its data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from sciencepop.campaigns.settings import AgeBand
from sciencepop.core.reference import Reference, get_reference
from sciencepop.coverage.rules.populations import Count

TABLE = "coverage"


@dataclass(frozen=True)
class PopulationLine:
    """A line of data/populations.csv; one without people says that nobody has found the number."""

    town: str
    year: str
    group: str
    people: str
    source: str
    valid_from: str


class Settings:
    """All of it, read once. `places` and `groups` are those whose people can be counted."""

    def __init__(self, reference: Reference) -> None:
        section = reference.sections.get(TABLE, {})
        self.below_percent = int(section.get("below_percent", 50))
        self.audiences = tuple(str(slug) for slug in section.get("audiences", ()))
        self.evening_from = int(section.get("evening_from", 18))
        self.least_shown = int(section.get("least_shown", 5))
        self.neighbours = int(section.get("neighbours", 3))
        self.ages = {band.slug: band for band in reference.read_table("reader_ages.csv", AgeBand)}
        self.places = [reference.district.code, *reference.towns]
        self.groups = ["", *reference.audiences, *self.ages]
        self.counts = [_count(line) for line in reference.read_table("populations.csv", PopulationLine) if line.people]


def _count(line: PopulationLine) -> Count:
    valid_from = date.fromisoformat(line.valid_from)
    return Count(line.town, line.group, int(line.year), int(line.people), line.source, valid_from)


def init_app(app: Flask) -> None:
    """Read the settings at once, so that a wrong file stops the start and not an application."""
    reference = get_reference(app)
    found = Settings(reference)
    assert 0 < found.below_percent <= 100, "district.toml: coverage.below_percent is 1 to 100"
    assert 0 <= found.evening_from <= 23, "district.toml: coverage.evening_from is an hour"
    assert found.least_shown >= 2, "district.toml: coverage.least_shown must be 2 or more"
    assert set(found.audiences) <= set(reference.audiences), "district.toml: coverage.audiences are slugs of audiences"
    for count in found.counts:
        is_known = count.town in found.places and count.group in found.groups
        assert is_known, f"populations.csv: {count.town} {count.group}"
    app.extensions["coverage"] = found


def settings() -> Settings:
    """Those of the running application."""
    found: Settings = current_app.extensions["coverage"]
    return found
