"""All five tables of a question as one file."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.core.access import signed_in
from sciencepop.core.table_out import table_answer
from sciencepop.coverage.messages import DIMENSIONS
from sciencepop.coverage.rules.held import Dimension
from sciencepop.coverage.views import bp
from sciencepop.coverage.views.asking import Asked, asked
from sciencepop.coverage.views.lines import Line, lines_of, sum_of


@bp.get("/district/coverage.<any(csv, xlsx):ending>")
@signed_in
def table_file(ending: str) -> Response:
    """As CSV or as a workbook."""
    ask = asked()
    rates = [_("每千人场次"), _("每千人席位"), _("每千人到场")]
    head = [_("时间段"), _("按什么"), _("项目"), _("场次"), _("席位"), _("已约"), _("到场人次"), _("人口"), *rates]
    return table_answer(head, _rows(ask), f"coverage-{ask.period.slug}.{ending}")


def _rows(ask: Asked) -> list[list[object]]:
    rows = []
    for by in Dimension:
        lines = lines_of(ask.held, ask.known, by, ask.wanted)
        rows += [_cells(ask, by, line) for line in lines]
    return [*rows, _cells(ask, None, sum_of(ask.held, ask.known, lines, by, ask.wanted))]


def _cells(ask: Asked, by: Dimension | None, line: Line) -> list[object]:
    """What may not be shown, or is not known, is an empty cell."""
    what = [str(DIMENSIONS[by]), line.name] if by else [_("全部"), ""]
    return [ask.name, *what, line.sessions, line.seats, line.taken, line.visits, line.people, *line.rates]
