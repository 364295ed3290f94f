"""Lists: a manager's bases and years, what an expert has to score, and the district's list of a year."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from sciencepop.bases import queries as bases
from sciencepop.core import clock
from sciencepop.core.access import manager, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.programme.queries.managing import list_bases
from sciencepop.yearcheck.queries import files as queries
from sciencepop.yearcheck.services import fill
from sciencepop.yearcheck.terms import first_year, terms
from sciencepop.yearcheck.views import bp
from sciencepop.yearcheck.views.pressing import Answer, me, press, words


@bp.get("/my/yearcheck")
@manager
def mine() -> str:
    return _mine()


def _mine(refusal: str | None = "") -> str:
    """My bases with last year, which is due, with this one as it grows, and with what they filed before."""
    own, now = me().managed_base_ids, clock.now()
    files = {(one.base_id, one.year): one for one in queries.list_of_bases(db.session(), own)}
    this, *before = fill.years_of(now)
    years = [*before[:1], this, *before[1:]]
    rows = []
    for base in list_bases(own):
        begun = [(year, files.get((base.id, year))) for year in years]
        rows.append((base, [(year, file) for year, file in begun if file or year >= this - 1]))
    return render_template(
        "yearcheck/mine.html",
        rows=rows,
        closes={year: terms(year).day("closes") for year in years},
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )


@bp.post("/my/yearcheck/<slug>/<int:year>")
@manager
def start(slug: str, year: int) -> Answer:
    """Begin the file of a base for a year."""
    base = bases.get_any(slug)
    require(base.id in me().managed_base_ids)
    begun: list[str] = []
    refusal = press(PressForm(), lambda **who: begun.append(fill.start_file(base.id, year, **who)), done=None)
    if refusal:
        return _mine(refusal), 422
    return redirect(url_for("yearcheck.edit", code=begun[0]), 303)


lead_again(lambda result, **_found: url_for("yearcheck.edit", code=result), start)


@bp.get("/yearcheck")
@signed_in
def desk() -> str:
    """What I have to score; for the district's officers and leads every base of a year, with its state and days."""
    session, person = db.session(), me()
    is_office = person.is_officer or person.is_lead
    last = clock.today().year - 1
    years = list(range(last + 1, first_year() - 1, -1))
    asked = request.args.get("year", "")
    year = int(asked) if asked in map(str, years) else last
    state = asked_state if (asked_state := request.args.get("state", "")) in queries.FILTERS else queries.ALL
    return render_template(
        "yearcheck/desk.html",
        to_score=queries.list_to_score(session, person.id),
        is_office=is_office,
        year=year,
        years=years,
        state=state,
        filters=queries.FILTERS,
        page=queries.list_year(session, year, state, request.args.get("after", "")) if is_office else None,
        counts=queries.count_states(session, year) if is_office else {},
        terms=terms(year),
        **words(),
    )
