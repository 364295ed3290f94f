"""What of a year-file is looked at or taken along besides: the rows of a figure, papers, PDF and workbook."""

from __future__ import annotations

from itertools import islice

from flask import render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.db import db
from sciencepop.core.downloads import saved, saved_paper
from sciencepop.core.file_kinds import XLSX
from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.yearcheck.lines import shows_filing
from sciencepop.yearcheck.paper import KIND
from sciencepop.yearcheck.queries import files as queries
from sciencepop.yearcheck.queries.row_words import name_rows
from sciencepop.yearcheck.rules.steps import Side
from sciencepop.yearcheck.sheet import workbook
from sciencepop.yearcheck.terms import terms
from sciencepop.yearcheck.views import bp
from sciencepop.yearcheck.views.file import seen_file
from sciencepop.yearcheck.views.pressing import words

ON_A_PAGE = 50


@bp.get("/yearcheck/<code>/figures/<slug>")
@signed_in
def figure(code: str, slug: str) -> str:
    """The rows that make a figure, which add up to it: of the last filing, or as it stands now."""
    file, sides = seen_file(code)
    known, session = terms(file.year).figure(slug), db.session()
    if known is None or not known.computation:
        raise NotFound
    is_filed = shows_filing(file, for_base=Side.BASE in sides)
    frozen = queries.get_frozen(session, file, slug) if is_filed else None
    if frozen:
        said, how, rows = frozen.said, frozen.how, frozen.keys or {}
    else:
        counted = queries.count_figure(queries.scope_of(session, file, clock.now()), known)
        said, how, rows = counted.said, counted.how.value, dict(counted.rows or {})
    asked = (decode_cursor(request.args.get("after", ""), (int,)) or (0,))[0]
    begin = min(max(0, asked), len(rows))
    shown = list(islice(rows.items(), begin, begin + ON_A_PAGE))
    more = begin + ON_A_PAGE < len(rows)
    return render_template(
        "yearcheck/figure.html",
        file=file,
        figure=known,
        said=said,
        how=how,
        frozen=frozen,
        names=name_rows(session, [key for key, _amount in shown]),
        shown=shown,
        count=len(rows),
        begin=begin,
        next_cursor=encode_cursor(begin + ON_A_PAGE) if more else "",
        **words(),
    )


@bp.get("/yearcheck/<code>/papers/<int:id>")
@signed_in
def paper(code: str, id: int) -> Response:
    """A paper of the mending, for the sides of the file, always as a download."""
    file, _sides = seen_file(code)
    found = queries.get_paper(file, id)
    return saved(found.content, found.media_type, found.filename)


@bp.get("/yearcheck/<code>/file.pdf")
@signed_in
def pdf(code: str) -> Response:
    """The paper of the last filing; 404 until the worker has made it."""
    file, _sides = seen_file(code)
    return saved_paper(KIND, code, f"yearcheck-{file.year}-{code}.pdf")


@bp.get("/yearcheck/<code>/file.xlsx")
@signed_in
def xlsx(code: str) -> Response:
    """The file as a workbook, with every row of its figures."""
    file, sides = seen_file(code)
    is_filed = shows_filing(file, for_base=Side.BASE in sides)
    return saved(workbook(db.session(), file, clock.now(), filed=is_filed), XLSX, f"yearcheck-{file.year}-{code}.xlsx")
