"""The towns on a map: how each stands is told by a number, a pattern and a line, never by a colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sciencepop.core.reference import get_reference
from sciencepop.core.town_map import Circle, Spot, laid_out, name_width, on_map, short_name
from sciencepop.coverage.rules.gaps import Band, Gap, band_of
from sciencepop.coverage.views.lines import Line

RADIUS = 36


@dataclass(frozen=True)
class Dot:
    """A town in a square of SIZE, and where its name goes, if anywhere."""

    name: str
    sessions: int
    band: Band
    x: int
    y: int
    label: Spot | None = None

    @property
    def short(self) -> str:
        return short_name(self.name)


def dots_of(lines: Sequence[Line], gaps: Sequence[Gap]) -> list[Dot]:
    """The towns of a table, those that stand worst first, so that their names find room."""
    towns = get_reference().towns
    dots = [
        Dot(line.name, line.sessions, band_of(line.slug, line.sessions, gaps), *on_map(town.lat, town.lon))
        for line in lines
        if (town := towns.get(line.slug))
    ]
    dots.sort(key=lambda dot: dot.sessions)
    places = laid_out([Circle(dot.x, dot.y, RADIUS, name_width(dot.short)) for dot in dots])
    return [replace(dot, x=at.x, y=at.y, label=spot) for dot, (at, spot) in zip(dots, places, strict=True)]
