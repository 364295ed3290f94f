"""What the figures weigh and by which scale a year is scored: with what is a placeholder, and changed from a year."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import officer, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.yearcheck.forms import ScaleForm, WeightForm
from sciencepop.yearcheck.queries.scale import find_scale, list_scales, terms_of
from sciencepop.yearcheck.queries.weights import list_sets, list_weights
from sciencepop.yearcheck.services.scale import set_scale, years_to_scale
from sciencepop.yearcheck.services.weights import YEARS_AHEAD, set_weight, years_to_set
from sciencepop.yearcheck.terms import first_year
from sciencepop.yearcheck.views import bp
from sciencepop.yearcheck.views.pressing import Answer, me, press, words


@bp.get("/district/yearcheck/weights")
@signed_in
def weights() -> str:
    """All weights and the scale of a year, for the district's officers and leads."""
    require(me().is_officer or me().is_lead)
    this, session = clock.today().year, db.session()
    years = list(range(this + YEARS_AHEAD, first_year() - 1, -1))
    asked = request.args.get("year", "")
    year = int(asked) if asked in map(str, years) else this
    rows = list_weights(session, year)
    return render_template(
        "yearcheck/weights.html",
        year=year,
        years=years,
        weighed=[one for one in rows if one.bands],
        others=[one for one in rows if not one.bands],
        free_from=years_to_set(session, clock.now()).start,
        scale=find_scale(session, year),
        terms=terms_of(session, year),
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
    form = WeightForm.of_years(free, now)
    refusal = press(form, lambda **who: set_weight(figure, form.wish(), **who)) if form.is_submitted() else None
    if form.is_submitted() and not refusal:
        return redirect(url_for("yearcheck.weights", year=form.wish().from_year), 303)
    page = render_template(
        "yearcheck/weight.html", form=form, now=now, sets=list_sets(session, figure), refusal=refusal, **words()
    )
    return (page, 422) if refusal else page


@bp.route("/district/yearcheck/scale", methods=["GET", "POST"])
@signed_in
def scale() -> Answer:
    """A lead sets by which scale a year is scored, from one on."""
    require(me().is_lead)
    session, free = db.session(), years_to_scale(db.session(), clock.now())
    form = ScaleForm.of(terms_of(session, free[-1]), free, find_scale(session, free[-1]))
    refusal = press(form, lambda **who: set_scale(form.wish(), **who)) if form.is_submitted() else None
    if form.is_submitted() and not refusal:
        return redirect(url_for("yearcheck.weights", year=form.wish().from_year), 303)
    page = render_template("yearcheck/scale.html", form=form, sets=list_scales(session), refusal=refusal, **words())
    return (page, 422) if refusal else page


lead_again(lambda _result, **_found: url_for("yearcheck.weights"), weight, scale)
