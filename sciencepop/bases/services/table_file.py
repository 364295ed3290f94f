"""Finding the table of bases in a CSV or XLSX file as an office keeps it: titles above, notes below, merged cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sciencepop.bases.rules import titles
from sciencepop.bases.rules.cells import Cell, Vocabulary
from sciencepop.bases.rules.sheet import field_of
from sciencepop.bases.rules.tidy import alike
from sciencepop.core.sheet_marks import Marks
from sciencepop.core.table_file import BadFile as BadFile
from sciencepop.core.table_file import Bounds, FileProblem, Sheet, read_sheet
from sciencepop.core.text import clean_block, clean_line

MOST_ROWS = 2000
ABOVE = 20
"""Rows in which titles may stand above the names of the columns."""
BOUNDS = Bounds(megabytes=7, unpacked_megabytes=60, rows=MOST_ROWS + ABOVE, columns=60)
MOST_BYTES = BOUNDS.megabytes * 1024 * 1024


class HeaderProblem(StrEnum):
    """What is wrong with the names of the columns."""

    COLUMN_TWICE = "column_twice"
    NO_NAME_COLUMN = "no_name_column"


@dataclass(frozen=True)
class TableRow:
    """`number` as in the file, from 1. `continues` is the row whose merged name reaches here."""

    number: int
    cells: dict[str, Cell]
    continues: int = 0


@dataclass(frozen=True)
class Table:
    """The names of the columns by field, in which row they stand, those that are not read, the rows, and the numbers of
    rows that are no base (notes, sums, the head repeated) and of those that are read though they are hidden."""

    headers: dict[str, str]
    header_row: int
    unread: list[str]
    rows: list[TableRow]
    passed_over: list[int]
    hidden: list[int]


def read_table(content: bytes, words: Vocabulary) -> Table:
    """Read the file's bytes; what kind it is shows in the bytes, not in its name. Raises BadFile."""
    sheet = read_sheet(content, BOUNDS)
    place = _find_head(sheet, words)
    number, head = sheet.rows[place]
    columns, unread = _columns(number, head, words)
    rows: list[TableRow] = []
    passed_over: list[int] = []
    by_number = dict(sheet.rows)
    for at, texts in sheet.rows[place + 1 :]:
        if any(text.strip() for text in texts[len(head) :]):
            raise BadFile(FileProblem.BROKEN, row=at)
        row = _row(at, columns, sheet.marks, by_number)
        if _is_base(row, texts, head, words):
            rows.append(row)
        else:
            passed_over.append(at)
    if len(rows) > MOST_ROWS:
        raise BadFile(FileProblem.TOO_MANY_ROWS, count=MOST_ROWS)
    headers = {field: clean_line(head[at]) for field, at in columns.items()}
    hidden = [row.number for row in rows if row.number in sheet.marks.hidden]
    return Table(headers, number, unread, rows, passed_over, hidden)


def _find_head(sheet: Sheet, words: Vocabulary) -> int:
    """The row with a column for the name and most others that are known, among the first ones."""

    def known(texts: list[str]) -> set[str]:
        return {field for text in texts if text and (field := field_of(clean_line(text), words.columns))}

    found = [(place, known(texts)) for place, (number, texts) in enumerate(sheet.rows[:ABOVE]) if number <= ABOVE]
    with_name = [(len(fields), -place) for place, fields in found if "name_zh" in fields]
    if not with_name:
        raise BadFile(HeaderProblem.NO_NAME_COLUMN)
    return -max(with_name)[1]


def _columns(number: int, head: list[str], words: Vocabulary) -> tuple[dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    unread = []
    for at, text in enumerate(head):
        name = clean_line(text)
        field = field_of(name, words.columns)
        if field is None:
            unread += [name[:40]] if name else []
        elif field in columns:
            raise BadFile(HeaderProblem.COLUMN_TWICE, row=number, column=name)
        else:
            columns[field] = at
    return columns, unread


def _row(number: int, columns: dict[str, int], marks: Marks, by_number: dict[int, list[str]]) -> TableRow:
    cells = {}
    for field, at in columns.items():
        top, left = marks.merged.get((number, at + 1), (number, at + 1))
        if left != at + 1:  # merged from the side: that text is another column's
            top, left = number, at + 1
        held = by_number.get(top, [])
        text = clean_block(held[at]) if at < len(held) else ""
        cells[field] = Cell(text, top if top != number else 0, (top, left) in marks.formulas)
    return TableRow(number, cells, cells["name_zh"].merged_from)


def _is_base(row: TableRow, texts: list[str], head: list[str], words: Vocabulary) -> bool:
    """No base is a head that is repeated, a row without any cell of a column that is read, a sum, or a note."""
    first = next((alike(text) for text in texts if text.strip()), "")
    own = [cell for cell in row.cells.values() if cell.text and not cell.merged_from]
    if not own or [clean_line(text) for text in texts] == [clean_line(text) for text in head]:
        return False
    filled = sum(bool(text.strip()) for text in texts)
    return not (filled <= len(titles.FIELDS) // 2 and first.startswith(words.footers))
