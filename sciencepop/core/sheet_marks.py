"""What a worksheet says beside its values: which cells are merged, and which hold formulas.

openpyxl tells both only where it keeps a whole workbook in memory, drawings and all. Here the one part is read,
bounded, by patterns: nothing in it is followed or worked out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

_MERGE = re.compile(rb"<(?:\w{1,9}:)?mergeCell\b[^<>]{0,300}?\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_FORMULA = re.compile(
    rb"<(?:\w{1,9}:)?c\b[^<>]{0,300}?\br=\"([A-Z]{1,3})(\d{1,7})\"[^<>]{0,300}>\s{0,9}<(?:\w{1,9}:)?f[\s/>]"
)


_ROW = re.compile(rb"<(?:\w{1,9}:)?row\b[^<>]{0,300}")
_NUMBER = re.compile(rb"\br=\"(\d{1,7})\"")
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")


@dataclass(frozen=True)
class Marks:
    """Rows and columns count from 1. `merged` has the upper left cell of each cell that lies below or beside it.

    `hidden` are rows that nobody sees who opens the workbook; one without a number of its own is not among them.
    """

    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()


def marks_of(content: bytes, part: str, most_bytes: int, rows: int, columns: int) -> Marks:
    """The marks of one part of a workbook, within these rows and columns. Raises ValueError where it is too large."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if package.getinfo(part).file_size > most_bytes:
            raise ValueError(part)
        text = package.read(part)
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    seen = 0
    for found in _MERGE.finditer(text):
        left, top, right, bottom = _column(found[1]), int(found[2]), _column(found[3]), int(found[4])
        seen += 1 + max(0, min(bottom, rows) - top + 1) * max(0, min(right, columns) - left + 1)
        if seen > rows * columns:  # cells are merged once; more is no worksheet
            raise ValueError(part)
        for row in range(top, min(bottom, rows) + 1):
            for column in range(left, min(right, columns) + 1):
                merged.setdefault((row, column), (top, left))
    formulas = ((int(found[2]), _column(found[1])) for found in _FORMULA.finditer(text))
    return Marks(
        {cell: first for cell, first in merged.items() if cell != first},
        frozenset((row, column) for row, column in formulas if row <= rows and column <= columns),
        frozenset(_hidden(text)),
    )


def _hidden(text: bytes) -> Iterator[int]:
    for row in _ROW.findall(text):
        if _HIDDEN.search(row) and (number := _NUMBER.search(row)):
            yield int(number[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
