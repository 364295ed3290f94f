"""Reading a CSV or XLSX file as a table of bases: clean texts by field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sciencepop.bases.rules.sheet import field_of
from sciencepop.core.table_file import BadFile as BadFile
from sciencepop.core.table_file import Bounds, FileProblem, read_rows
from sciencepop.core.text import clean_block, clean_line

MOST_ROWS = 2000
BOUNDS = Bounds(megabytes=8, unpacked_megabytes=80, rows=MOST_ROWS, columns=60)
MOST_BYTES = BOUNDS.megabytes * 1024 * 1024
BLOCKS = frozenset({"summary_zh", "summary_en", "directions_zh", "directions_en", "hours"})


class HeaderProblem(StrEnum):
    """What is wrong with the first row."""

    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    NO_NAME_COLUMN = "no_name_column"


@dataclass(frozen=True)
class Table:
    """Rows by the number that they have in the file (the header is 1), each text by field; and the headers."""

    headers: dict[str, str]
    rows: list[tuple[int, dict[str, str]]]


def read_table(content: bytes) -> Table:
    """Read the file's bytes; what kind it is shows in the bytes, not in its name. Raises BadFile."""
    numbered = read_rows(content, BOUNDS)
    headers = _headers(numbered[0][1])
    fields = list(headers)
    rows = []
    for number, cells in numbered[1:]:
        if any(cells[len(fields) :]):
            raise BadFile(FileProblem.BROKEN, row=number)
        rows.append((number, {field: _clean(field, text) for field, text in zip(fields, cells, strict=False)}))
    return Table(headers, rows)


def _headers(cells: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    names = [clean_line(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        field = field_of(name)
        if field is None:
            raise BadFile(HeaderProblem.UNKNOWN_COLUMN, column=name[:40])
        if field in headers:
            raise BadFile(HeaderProblem.COLUMN_TWICE, column=name)
        headers[field] = name
    if "name_zh" not in headers:
        raise BadFile(HeaderProblem.NO_NAME_COLUMN)
    return headers


def _clean(field: str, text: str) -> str:
    return clean_block(text) if field in BLOCKS else clean_line(text)
