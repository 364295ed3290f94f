"""A year-file as a workbook: the form, and every row that a computed figure was made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.core.i18n import day, tr
from sciencepop.core.workbooks import Cell, Sheet, write_xlsx
from sciencepop.yearcheck.lines import Line, lines_of
from sciencepop.yearcheck.models import YearFile
from sciencepop.yearcheck.queries.files import count_all, list_filed_rows
from sciencepop.yearcheck.queries.row_words import name_rows
from sciencepop.yearcheck.rules.counted import Rows
from sciencepop.yearcheck.rules.said import NOT_APPLICABLE, Kind, number_of
from sciencepop.yearcheck.terms import terms
from sciencepop.yearcheck.words import YES_NO

NAMED_AT_ONCE = 500


def workbook(session: Session, file: YearFile, now: datetime, *, filed: bool) -> bytes:
    """Numbers as numbers, '-' where one does not apply, and nothing that a spreadsheet would take for a formula."""
    filing = [day(file.filed_at), file.signed_name] if filed and file.filed_at else [_("还没有报")]
    form: list[list[Cell]] = [
        [" · ".join([_("年度档案"), tr(file.base, "name"), str(file.year), file.code])],
        [" · ".join([_("上报"), *filing])],
        [_("项目"), _("填报内容"), _("计量单位"), _("来源"), _("提示"), _("说明")],
    ]
    for section, lines in lines_of(session, file, now, filed=filed):
        form.append([tr(section, "name")])
        form += [_cells(line) for line in lines]
    rows: list[list[Cell]] = [[_("项目"), _("来源记录"), _("编号"), _("计入")]]
    rows += _source_rows(session, file, now, filed=filed)
    return write_xlsx([Sheet(_("年度档案"), form, titles=2), Sheet(_("来源记录"), rows)])


def _cells(line: Line) -> list[Cell]:
    figure, said = line.figure, line.said
    value: Cell = number_of(said) if figure.of_kind is Kind.NUMBER and said != NOT_APPLICABLE else said
    if figure.of_kind is Kind.YES_NO:
        value = str(YES_NO.get(said, said))
    source = _("平台") if line.is_computed else _("填报基地")
    return [tr(figure, "name"), value, tr(figure, "unit"), source, "；".join(line.checks), line.comment]


def _source_rows(session: Session, file: YearFile, now: datetime, *, filed: bool) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    by_figure = list_filed_rows(session, file) if filed else _rows_now(session, file, now)
    for figure in terms(file.year).figures:
        rows = by_figure.get(figure.slug) or {}
        keys = list(rows)
        for start in range(0, len(keys), NAMED_AT_ONCE):
            some = keys[start : start + NAMED_AT_ONCE]
            names = name_rows(session, some)
            found += [[tr(figure, "name"), names[key], key, rows[key]] for key in some]
    return found


def _rows_now(session: Session, file: YearFile, now: datetime) -> Mapping[str, Rows | None]:
    return {slug: counted.rows for slug, counted in count_all(session, file, now).items()}
