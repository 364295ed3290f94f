"""The page of coverage, and the sessions behind each of its numbers."""

from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.coverage.messages import BANDS, DIMENSIONS, SOURCES, askable
from sciencepop.coverage.queries.sessions import page_of_sessions
from sciencepop.coverage.rules.held import Dimension
from sciencepop.coverage.settings import settings
from sciencepop.coverage.views import bp
from sciencepop.coverage.views.asking import asked
from sciencepop.coverage.views.lines import lines_of, sum_of
from sciencepop.coverage.views.needs import list_needs, town_gaps
from sciencepop.coverage.views.picture import dots_of

Answer = str | Response | tuple[str, int]


@bp.get("/district/coverage")
@signed_in
def coverage() -> Answer:
    """How much there was, where and for whom; and where there is too little."""
    ask = asked()
    lines = lines_of(ask.held, ask.known, ask.by, ask.wanted)
    reference = get_reference()
    return render_template(
        "coverage/coverage.html",
        ask=ask,
        form=ask.form,
        lines=lines,
        has_rates=any(line.people for line in lines),
        sum=sum_of(ask.held, ask.known, lines, ask.by, ask.wanted),
        needs=list_needs(ask, with_tools=me().is_officer),
        dots=dots_of(lines, town_gaps(ask)) if ask.by is Dimension.TOWN and Dimension.TOWN not in ask.wanted else [],
        district_count=ask.known.get((reference.district.code, "")),
        towns=len(reference.towns),
        towns_known=sum((code, "") in ask.known for code in reference.towns),
        is_running=clock.today() <= ask.period.last,
        is_officer=me().is_officer,
        percent=settings().below_percent,
        **words(),
    )


@bp.get("/district/coverage/sessions")
@signed_in
def sessions() -> Answer:
    """The sessions that a number counts, one by one. Their people are shown to officers alone."""
    ask, after = asked(), request.args.get("after", "")
    page = page_of_sessions(db.session(), ask.held, ask.period, ask.wanted, ask.now, after)
    return render_template(
        "coverage/sessions.html",
        ask=ask,
        page=page,
        seats=sum(one.numbers.seats for one in ask.held if one.fits(ask.wanted)),
        narrowed=[askable(dimension)[slug] for dimension, slug in ask.wanted.items()],
        with_people=me().is_officer,
        next_url=url_for("coverage.sessions", **ask.parts(after=page.next_cursor)) if page.next_cursor else "",
        first_url=url_for("coverage.sessions", **ask.parts()) if after else "",
        **words(),
    )


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "bands": BANDS,
        "dimensions": DIMENSIONS,
        "least": settings().least_shown,
        "sources": SOURCES,
    }
