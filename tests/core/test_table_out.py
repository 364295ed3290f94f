"""Tables to take along: no cell is a formula, numbers stay numbers, and what a workbook cannot hold is left out."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from sciencepop.core.table_out import table_answer

ROWS = [["=1+1", 3, 2.5, None], ["a\x00b", "＠x", "", "文"]]


def test_a_workbook_and_a_csv_say_the_same() -> None:
    book = load_workbook(io.BytesIO(table_answer(["名称", "a", "b", "c"], ROWS, "t.xlsx").data))
    cells = [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert cells[0][:3] == [("=1+1", "s"), (3, "n"), (2.5, "n")]
    assert [value for value, _kind in cells[1]][:2] == ["ab", "＠x"]
    page = book.worksheets[0]
    assert (page["A2"].quotePrefix, page["A3"].quotePrefix, page.freeze_panes) == (True, False, "A2")
    assert (page.print_title_rows, page.page_setup.fitToHeight, page.page_setup.paperSize) == ("$1:$1", 0, 9)
    csv = table_answer(["名称", "a", "b", "c"], ROWS[:1], "t.csv")
    assert csv.data.decode("utf-8-sig") == "名称,a,b,c\r\n'=1+1,3,2.5,\r\n"
    assert csv.headers["Content-Disposition"] == "attachment; filename=t.csv"
