"""The scale of a year: full marks of the two halves, what experts score, the most bonus, and the grades' limits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FULL = 100
"""Base points and experts' points together."""
MOST_BONUS = 50
MOST_DIMENSIONS = 8
_LINE = re.compile(r"([0-9]{1,3})[\s,，:：]+([^/]{1,20}?)(?:\s*/\s*([^/]{1,40}))?", re.ASCII)


@dataclass(frozen=True)
class Scored:
    """What experts score from 0 to `points`."""

    points: int
    name_zh: str
    name_en: str = ""


@dataclass(frozen=True)
class Scale:
    """`limits` have the least points of each grade, best first, but of the last one: that is for whoever has fewer."""

    base_points: int
    dimensions: tuple[Scored, ...]
    bonus_most: int
    limits: Mapping[str, int]

    @property
    def is_full(self) -> bool:
        """Whether both halves come to a hundred: grades are about that."""
        return self.base_points + sum(one.points for one in self.dimensions) == FULL

    @property
    def out_of_order(self) -> str:
        """The first grade whose limit is not below the better one's; '' where they fall from grade to grade."""
        pairs = itertools.pairwise(self.limits.items())
        return next((worse for (_, upper), (worse, lower) in pairs if lower >= upper), "")

    @property
    def is_sane(self) -> bool:
        bounds = 0 <= self.base_points <= FULL and 0 <= self.bonus_most <= MOST_BONUS
        return bounds and all(0 < points <= FULL for points in self.limits.values())


def read_dimensions(text: str) -> tuple[Scored, ...] | None:
    """One a line: `15 工作协同 / Working together`, the English name only where there is one.

    None for what cannot be read so.
    """
    found = [_LINE.fullmatch(line.strip()) for line in text.splitlines() if line.strip()]
    rows = tuple(Scored(int(one[1]), one[2].strip(), (one[3] or "").strip()) for one in found if one)
    is_sane = all(0 < row.points <= FULL and row.name_zh for row in rows)
    is_told_once = len({row.name_zh for row in rows}) == len(rows) == len(found)
    return rows if is_sane and is_told_once and 0 < len(rows) <= MOST_DIMENSIONS else None


def write_dimensions(rows: Iterable[Scored]) -> list[str]:
    """The same, line by line, as it is typed and kept."""
    return [f"{row.points} {row.name_zh}" + (f" / {row.name_en}" if row.name_en else "") for row in rows]
