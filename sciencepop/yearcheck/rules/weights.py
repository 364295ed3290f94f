"""Weights that the district sets itself: as they are typed, and which hold for a year."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from sciencepop.yearcheck.rules.said import MOST
from sciencepop.yearcheck.rules.scoring import Band

MOST_BANDS = 6
MOST_POINTS = 100
_LINE = re.compile(r"(\d{1,13})[\s,，:：]+(\d{1,3})", re.ASCII)


def read_bands(text: str) -> tuple[Band, ...] | None:
    """One band a line, `200 8` for eight points from 200 on, each more than the one before; nothing weighs nothing.

    None for what cannot be read so.
    """
    bands = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            return None
        bands.append(Band(int(found[1]), int(found[2])))
    rises = all(a.at_least < b.at_least and a.points < b.points for a, b in itertools.pairwise(bands))
    is_sane = all(band.at_least <= MOST and 0 < band.points <= MOST_POINTS for band in bands)
    return tuple(bands) if rises and is_sane and len(bands) <= MOST_BANDS else None


def write_bands(bands: Iterable[Band]) -> list[str]:
    """The same, line by line, as it is typed and kept."""
    return [f"{band.at_least} {band.points}" for band in sorted(bands, key=lambda band: band.at_least)]


class FromYear(Protocol):
    """What holds from a year on, until the next one of its figure."""

    id: int
    figure: str
    from_year: int


Row = TypeVar("Row", bound=FromYear)


def holding(rows: Iterable[Row], year: int) -> dict[str, Row]:
    """What holds for a year, by figure: what begins last, and of that what was said last."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row.from_year, row.id)):
        if row.from_year <= year:
            found[row.figure] = row
    return found
