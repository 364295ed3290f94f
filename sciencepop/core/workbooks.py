"""Writing workbooks (XLSX): no text is ever a formula, and what is printed can be read.

Columns are as wide as their texts, wide sheets lie on their side, and each page begins with the names of the columns.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | None
WIDEST, NARROWEST = 44, 8
UPRIGHT = 90
"""So many places stand on an upright page; what is wider lies on its side."""
CIVIC, FONT = "0B6B68", "Calibri"
LINE, MOST_LINES = 15, 27
"""Points of a line, and how many of them a row may be high."""
A4 = 9
"""The number of this paper in workbooks."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula."""
_WIDE = re.compile("[\u2e80-\U0010ffff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """A sheet: so many rows of titles, a row that names the columns (where it has one), and what they hold.

    A row of one text is a heading. “-” stands where a number would.
    """

    title: str
    rows: Sequence[Sequence[Cell]]
    titles: int = 0
    has_head: bool = True


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """The workbook. Numbers are numbers, None stays empty, and of texts what a workbook cannot hold is left out."""
    from openpyxl import Workbook  # a web process needs it for a download only

    book = Workbook(write_only=True)
    for look in _looks():
        book.add_named_style(look)
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(_title(sheet.title) or str(number))
        widths = _lay_out(page, sheet)
        for row_number, row in enumerate(sheet.rows, 1):
            lines = _lines(row, widths) if len(row) > 1 else 1
            if lines > 1:  # not every program finds the height of a row by itself
                page.row_dimensions[row_number].height = LINE * min(lines, MOST_LINES)
            page.append(list(_cells(page, row, _look_of(sheet, row_number, row))))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _looks() -> Iterator[Any]:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    plain, bold, head = Font(FONT, 11), Font(FONT, 11, b=True), Font(FONT, 11, b=True, color="FFFFFF")
    yield NamedStyle("title", Font(FONT, 14, b=True))
    yield NamedStyle(
        "head",
        head,
        PatternFill("solid", fgColor=CIVIC),
        alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
    )
    yield NamedStyle("heading", bold)
    yield NamedStyle("text", plain, alignment=Alignment(vertical="top", wrap_text=True))
    yield NamedStyle("number", plain, alignment=Alignment(horizontal="right", vertical="top", indent=1))


def _look_of(sheet: Sheet, number: int, row: Sequence[Cell]) -> str:
    if number <= sheet.titles:
        return "title"
    if sheet.has_head and number == sheet.titles + 1:
        return "head"
    return "heading" if len(row) == 1 else ""


def _cells(page: Any, row: Sequence[Cell], look: str) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell

    for value in row:
        if value is None or value == "":
            yield None
            continue
        cell = WriteOnlyCell(page)
        is_text = isinstance(value, str)
        cell.value = _UNFIT.sub("", value) if isinstance(value, str) else value
        cell.style = look or ("text" if is_text and value != "-" else "number")
        if is_text:
            cell.data_type = "s"
            if str(value).startswith(FORMULA):
                cell.quotePrefix = True  # it stays a text when somebody edits it
        yield cell


def _lay_out(page: Any, sheet: Sheet) -> Mapping[int, int]:
    """Widths, what stays in sight, and how it is printed: known before the first row is written."""
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for row in sheet.rows[sheet.titles :]:
        if len(row) > 1:
            for column, value in enumerate(row, 1):
                widths[column] = max(widths.get(column, NARROWEST), min(WIDEST, _width(value)))
    for column, width in widths.items():
        page.column_dimensions[get_column_letter(column)].width = width + 2
    page.page_setup.paperSize = A4
    page.page_setup.orientation = "landscape" if sum(widths.values()) > UPRIGHT else "portrait"
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.oddFooter.center.text = "&P / &N"
    if sheet.has_head:
        page.freeze_panes = f"A{sheet.titles + 2}"
        page.print_title_rows = f"{sheet.titles + 1}:{sheet.titles + 1}"
    return widths


def _lines(row: Sequence[Cell], widths: Mapping[int, int]) -> int:
    """How many lines the fullest cell of a row takes."""
    return max(
        sum(max(1, -(-_places(line) // widths.get(column, WIDEST))) for line in value.splitlines())
        for column, value in enumerate([cell if isinstance(cell, str) else "" for cell in row], 1)
    )


def _title(text: str) -> str:
    """A name that a sheet may have: 31 characters, without those that formulas need."""
    return "".join(char for char in text if char not in "[]:*?/\\'")[:31]


def _width(value: Cell) -> int:
    """About how many places the longest line of a cell takes; a Chinese character takes two."""
    return max(map(_places, str("" if value is None else value).splitlines()), default=0)


def _places(line: str) -> int:
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))
