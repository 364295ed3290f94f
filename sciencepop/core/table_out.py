"""Tables to take along, as CSV (UTF-8 with a mark for spreadsheets) or as a workbook.

Dangerous: a spreadsheet takes a cell that begins with = for a formula, and texts are written by strangers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from werkzeug.wrappers import Response

from sciencepop.core.file_kinds import XLSX

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What a workbook cannot hold."""


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (CSV injection, OWASP): an apostrophe goes first."""
    return "'" + text if text.startswith(_FORMULA) else text


def table_answer(head: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """A table under its head, as a file of this name; its ending says which kind: .csv or .xlsx."""
    if name.endswith(".xlsx"):
        answer = Response(_workbook(head, rows), mimetype=XLSX)
    else:
        answer = Response("".join(csv_lines(head, rows)), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV with its mark, line by line: of many rows nothing is kept."""
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    table = csv.writer(out)
    for row in chain([head], rows):
        table.writerow([safe_cell("" if cell is None else str(cell)) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _workbook(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Numbers stay numbers, so that a spreadsheet can reckon with them."""
    from openpyxl import Workbook  # a web process needs it for this alone, and it takes a while to load

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(head))
    for row in rows:
        sheet.append([cell if isinstance(cell, int | float) else _fit(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fit(cell: object) -> str:
    return safe_cell(_UNFIT.sub("", "" if cell is None else str(cell)))
