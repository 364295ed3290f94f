"""The words of the festival, as files of the district's folder: themes, kinds of blocks, departments, money classes;
and how fast people are taken to get from place to place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Flask, current_app

from sciencepop.core.reference import Reference, get_reference


@dataclass(frozen=True)
class Entry:
    slug: str
    name_zh: str
    name_en: str


class Vocabulary:
    """All of it, read once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        section = reference.sections.get("festival", {})
        self.travel_kmh = float(section.get("travel_kmh", 12))
        self.travel_minutes = int(section.get("travel_minutes", 10))

    def _read(self, name: str) -> dict[str, Entry]:
        return {row.slug: row for row in self.reference.read_table(f"festival_{name}.csv", Entry)}

    @cached_property
    def themes(self) -> dict[str, Entry]:
        return self._read("themes")

    @cached_property
    def blocks(self) -> dict[str, Entry]:
        return self._read("blocks")

    @cached_property
    def departments(self) -> dict[str, Entry]:
        return self._read("departments")

    @cached_property
    def money(self) -> dict[str, Entry]:
        return self._read("money")


def init_app(app: Flask) -> None:
    """Read the settings at once, so that a wrong file stops the start and not an application."""
    found = Vocabulary(get_reference(app))
    assert found.travel_kmh > 0, "district.toml: festival.travel_kmh must be more than 0"
    app.extensions["festival"] = found


def vocabulary() -> Vocabulary:
    """The words of the running application."""
    found: Vocabulary = current_app.extensions["festival"]
    return found
