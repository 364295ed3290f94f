"""Reading a CSV or XLSX file into rows of clean texts, within bounds."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openpyxl import load_workbook

from sciencepop.bases.rules.sheet import field_of
from sciencepop.core.text import clean_block, clean_line

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 60
BLOCKS = frozenset({"summary_zh", "summary_en", "directions_zh", "directions_en", "hours"})


class FileProblem(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_TEXT = "not_text"
    BROKEN = "broken"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    NO_NAME_COLUMN = "no_name_column"


class BadFile(Exception):
    """A file that cannot be read as a table of bases; `facts` fill its sentence."""

    def __init__(self, problem: FileProblem, **facts: Any) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts = facts


@dataclass(frozen=True)
class Table:
    """Rows by the number that they have in the file (the header is 1), each text by field; and the headers."""

    headers: dict[str, str]
    rows: list[tuple[int, dict[str, str]]]


def read_table(content: bytes) -> Table:
    """Read the file's bytes; what kind it is shows in the bytes, not in its name. Raises BadFile."""
    if not content.strip(b"\x00 \r\n\t"):
        raise BadFile(FileProblem.EMPTY)
    if len(content) > MOST_BYTES:
        raise BadFile(FileProblem.TOO_BIG, megabytes=MOST_BYTES // 1024 // 1024)
    lines = _lines_of_xlsx(content) if content.startswith(b"PK\x03\x04") else _lines_of_csv(content)
    numbered = [(number, cells) for number, cells in _bounded(lines) if any(cells)]
    if not numbered:
        raise BadFile(FileProblem.EMPTY)
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
            raise BadFile(FileProblem.UNKNOWN_COLUMN, column=name[:40])
        if field in headers:
            raise BadFile(FileProblem.COLUMN_TWICE, column=name)
        headers[field] = name
    if "name_zh" not in headers:
        raise BadFile(FileProblem.NO_NAME_COLUMN)
    return headers


def _bounded(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(lines, 1):
        if number > MOST_ROWS + 1:
            raise BadFile(FileProblem.TOO_MANY_ROWS, count=MOST_ROWS)
        yield number, cells[:MOST_COLUMNS]


def _lines_of_csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadFile(FileProblem.NOT_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from reader
    except csv.Error:
        raise BadFile(FileProblem.BROKEN, row=reader.line_num) from None


def _lines_of_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadFile(FileProblem.TOO_BIG, megabytes=MOST_UNPACKED // 1024 // 1024)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except BadFile:
        raise
    except Exception:  # openpyxl lets many kinds through for a damaged file
        raise BadFile(FileProblem.BROKEN, row=1) from None
    try:
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True):
            yield [_text(value) for value in cells]
    except Exception:  # as above: rows are unpacked while they are read
        raise BadFile(FileProblem.BROKEN, row=1) from None
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _clean(field: str, text: str) -> str:
    return clean_block(text) if field in BLOCKS else clean_line(text)
