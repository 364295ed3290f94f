"""What the figures weigh: for officers, with what is a placeholder, and changed from a year on."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.yearcheck.forms import WeightForm
from sciencepop.yearcheck.queries.weights import list_sets, list_weights
from sciencepop.yearcheck.rules.weights import write_bands
from sciencepop.yearcheck.services.weights import YEARS_AHEAD, set_weight, years_to_set
from sciencepop.yearcheck.terms import first_year, terms
from sciencepop.yearcheck.views import bp
from sciencepop.yearcheck.views.pressing import Answer, press, words


@bp.get("/district/yearcheck/weights")
@officer
def weights() -> str:
    """All weights of a year."""
    this = clock.today().year
    years = list(range(this + YEARS_AHEAD, first_year() - 1, -1))
    asked = request.args.get("year", "")
    year = int(asked) if asked in map(str, years) else this
    rows = list_weights(db.session(), year)
    return render_template(
        "yearcheck/weights.html",
        year=year,
        years=years,
        weighed=[one for one in rows if one.bands],
        others=[one for one in rows if not one.bands],
        free_from=years_to_set(db.session(), clock.now()).start,
        terms=terms(year),
        **words(),
    )


@bp.route("/district/yearcheck/weights/<figure>", methods=["GET", "POST"])
@officer
def weight(figure: str) -> Answer:
    """Set what one figure weighs from a year on."""
    session, free = db.session(), years_to_set(db.session(), clock.now())
    now = next((one for one in list_weights(session, free[-1]) if one.figure.slug == figure), None)
    if now is None:
        raise NotFound
    form = WeightForm.of_years(free, data={"bands": "\n".join(write_bands(now.bands)), "source": now.source})
    refusal = press(form, lambda **who: set_weight(figure, form.wish(), **who)) if form.is_submitted() else None
    if form.is_submitted() and not refusal:
        return redirect(url_for("yearcheck.weights", year=form.wish().from_year), 303)
    page = render_template(
        "yearcheck/weight.html", form=form, now=now, sets=list_sets(session, figure), refusal=refusal, **words()
    )
    return (page, 422) if refusal else page


lead_again(lambda _result, **_found: url_for("yearcheck.weights"), weight)
