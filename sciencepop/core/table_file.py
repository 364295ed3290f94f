"""Reading an uploaded CSV or XLSX file into rows of texts, within bounds. What kind it is shows in its bytes.

Dangerous: the file is a stranger's. Bytes, unpacked bytes, rows and columns are bounded before anything is kept.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sciencepop.core.sheet_marks import Marks, marks_of

XLSX_BEGINS = b"PK\x03\x04"
UTF16_BEGINS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",\t;"


class FileProblem(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_TEXT = "not_text"
    BROKEN = "broken"


class BadFile(Exception):
    """A file that cannot be read as the table that was asked for; `facts` fill its sentence."""

    def __init__(self, problem: StrEnum, **facts: Any) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts = facts


@dataclass(frozen=True)
class Bounds:
    """How large a file may be. `rows` does not count the header; bytes are whole megabytes."""

    megabytes: int
    unpacked_megabytes: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Sheet:
    """Rows as of `read_rows`; which cells of a workbook are merged or worked out is in its marks."""

    rows: list[tuple[int, list[str]]]
    marks: Marks


def read_sheet(content: bytes, bounds: Bounds) -> Sheet:
    """The same with what only a workbook can say. Raises BadFile."""
    rows = read_rows(content, bounds)
    return Sheet(rows, _marks(content, bounds) if content.startswith(XLSX_BEGINS) else Marks())


def read_rows(content: bytes, bounds: Bounds) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, the header among them, by their number in the file (from 1). Raises BadFile."""
    if not content.strip(b"\x00 \r\n\t"):
        raise BadFile(FileProblem.EMPTY)
    if len(content) > bounds.megabytes * 1024 * 1024:
        raise BadFile(FileProblem.TOO_BIG, megabytes=bounds.megabytes)
    lines = _lines_of_xlsx(content, bounds) if content.startswith(XLSX_BEGINS) else _lines_of_csv(content)
    numbered = [(number, cells) for number, cells in _bounded(lines, bounds) if any(cells)]
    if not numbered:
        raise BadFile(FileProblem.EMPTY)
    return numbered


def _bounded(lines: Iterable[list[str]], bounds: Bounds) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(lines, 1):
        if number > bounds.rows + 1:
            raise BadFile(FileProblem.TOO_MANY_ROWS, count=bounds.rows)
        yield number, cells[: bounds.columns]


def _lines_of_csv(content: bytes) -> Iterator[list[str]]:
    """UTF-8, GB 18030 or, as Excel saves “Unicode text”, UTF-16; between cells a comma, a tab or a semicolon."""
    for encoding in ("utf-16",) if content.startswith(UTF16_BEGINS) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadFile(FileProblem.NOT_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error:
        raise BadFile(FileProblem.BROKEN, row=reader.line_num) from None


def _delimiter(text: str) -> str:
    """What stands between the cells: it is on the first line that has any, also on that of a title."""
    for line in text[:4000].splitlines():
        counts = {char: line.count(char) for char in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda char: counts[char])
    return ","


def _lines_of_xlsx(content: bytes, bounds: Bounds) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # a web process needs it for an upload only

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > bounds.unpacked_megabytes * 1024 * 1024:
                raise BadFile(FileProblem.TOO_BIG, megabytes=bounds.unpacked_megabytes)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except BadFile:
        raise
    except Exception:  # openpyxl lets many kinds through for a damaged file
        raise BadFile(FileProblem.BROKEN, row=1) from None
    try:
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_row=bounds.rows + 2, max_col=bounds.columns, values_only=True):
            yield [_text(value) for value in cells]
    except Exception:  # as above: rows are unpacked while they are read
        raise BadFile(FileProblem.BROKEN, row=1) from None
    finally:
        book.close()


def _marks(content: bytes, bounds: Bounds) -> Marks:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        part: str = vars(book.worksheets[0])["_worksheet_path"]  # which part a sheet is has no public name
        return marks_of(content, part, bounds.unpacked_megabytes * 1024 * 1024 // 4, bounds.rows + 2, bounds.columns)
    except (ValueError, KeyError):
        raise BadFile(FileProblem.TOO_BIG, megabytes=bounds.unpacked_megabytes // 4) from None
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
