"""Tables to take along as CSV: UTF-8 with a mark for spreadsheets, and no cell that one would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from werkzeug.wrappers import Response

from sciencepop.bookings.rules.cells import safe_cell


def table_answer(head: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """A table under its head, as a file of this name."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(head)
    table.writerows([safe_cell("" if cell is None else str(cell)) for cell in row] for row in rows)
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
