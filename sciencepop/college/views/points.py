"""Teaching points of whoever is signed in: applying for one, and those they head."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.college import services
from sciencepop.college.forms.people import PointForm
from sciencepop.college.queries import points as queries
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db


@bp.get("/college/points")
@signed_in
def points() -> str:
    """What I head, and what I applied for."""
    session = db.session()
    headed = queries.list_headed(session, me().headed_point_ids)
    known = {point.id for point in headed}
    applied = [point for point in queries.list_applied_by(session, me().id) if point.id not in known]
    return render_template("college/points.html", headed=headed, applied=applied, **words())


@bp.route("/college/points/apply", methods=["GET", "POST"])
@signed_in
def point_apply() -> Answer:
    """A community applies for a point."""
    form = PointForm(town_code=me().town_code)
    if form.validate_on_submit():
        refusal = press(form, services.apply_point, form.wish(), done=str(_("已提交，分校审核后通知您。")))
        if not refusal:
            return redirect(url_for("college.points"), 303)
        form.refuse(None, refusal)
    page = render_template("college/point_apply.html", form=form)
    return (page, 422) if form.errors else page


lead_again(lambda _result: url_for("college.points"), point_apply)
