"""Writing tables for spreadsheets: XLSX of several sheets, in which no text is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | None
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A sheet with its title and its rows."""

    title: str
    rows: Sequence[Sequence[Cell]]


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook. What begins like a formula is kept as the text that it is; columns are as wide as their texts."""
    from openpyxl import Workbook  # a web process needs it for a download only
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    book = Workbook()
    for first in book.worksheets:
        book.remove(first)
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(_title(sheet.title) or str(number))
        widths: dict[int, int] = {}
        for row_number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row, 1):
                cell = page.cell(row_number, column)
                if isinstance(value, str):
                    cell.value, cell.data_type = value, "s"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                elif value is not None:
                    cell.value = value
                widths[column] = max(widths.get(column, 8), min(WIDEST, _width(str(value or ""))))
        for column, width in widths.items():
            page.column_dimensions[get_column_letter(column)].width = width + 2
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(text: str) -> str:
    """A name that a sheet may have: 31 characters, without those that formulas need."""
    return "".join(char for char in text if char not in "[]:*?/\\'")[:31]


def _width(text: str) -> int:
    """About how wide a text is; a Chinese character takes two places."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)
