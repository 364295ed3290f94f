"""The forms to take along: XLSX at any time, PDF once they are frozen."""

from __future__ import annotations

from flask import render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.core.documents import find_content
from sciencepop.core.downloads import saved
from sciencepop.core.file_kinds import PDF, XLSX
from sciencepop.statistics.papers import LANGS
from sciencepop.statistics.queries import sets
from sciencepop.statistics.sheets import read_sheet
from sciencepop.statistics.views import bp
from sciencepop.statistics.views.pressing import Answer
from sciencepop.statistics.views.survey import asked
from sciencepop.statistics.workbook import make_workbook


@bp.get("/district/statistics/<int:year>/<name>/forms.xlsx")
@officer
def workbook(year: int, name: str) -> Response:
    """The forms as they stand, as a workbook."""
    of = asked(year, name)
    sheet = read_sheet(db.session(), of, clock.now())
    return saved(make_workbook(of, sheet), XLSX, f"KP-{year}-{name}.xlsx")


@bp.get("/district/statistics/returns/<code>/forms-<lang>.pdf")
@officer
def paper(code: str, lang: str) -> Answer:
    """The PDF of a frozen set; a page that says so while the worker makes it."""
    session = db.session()
    row = sets.get_return(session, code)
    if lang not in LANGS:
        raise NotFound
    content = find_content(session, f"survey_{lang}", code)
    if content is None:
        return render_template("statistics/paper_wait.html", row=row, name=row.base.slug if row.base else sets.UNIT)
    return saved(content, PDF, f"KP-{row.year}-{code}-{lang}.pdf")
