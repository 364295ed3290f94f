"""Tables to take along, as CSV (UTF-8 with a mark for spreadsheets) or as a workbook.

Dangerous: a spreadsheet takes a cell that begins with = for a formula, and texts are written by strangers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from werkzeug.wrappers import Response

from sciencepop.core.file_kinds import XLSX
from sciencepop.core.workbooks import FORMULA, Sheet, write_xlsx


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (CSV injection, OWASP): an apostrophe goes first."""
    return "'" + text if text.startswith(FORMULA) else text


def table_answer(head: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """A table under its head, as a file of this name; its ending says which kind: .csv or .xlsx."""
    if name.endswith(".xlsx"):
        cells = [[cell if isinstance(cell, int | float | None) else str(cell) for cell in row] for row in rows]
        answer = Response(write_xlsx([Sheet(name.removesuffix(".xlsx"), [head, *cells])]), mimetype=XLSX)
    else:
        answer = Response("".join(csv_lines(head, rows)), mimetype="text/csv")
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
