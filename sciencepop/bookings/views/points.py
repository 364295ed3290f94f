"""A person's own points with their reasons, appeals, and the desk where a human decides them."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings.forms import AppealForm, DecisionForm
from sciencepop.bookings.messages import POINT_REASONS, sentence
from sciencepop.bookings.models import Decision, NoShowPoint
from sciencepop.bookings.point_letters import points_text
from sciencepop.bookings.policy import no_show_policy
from sciencepop.bookings.queries import points as queries
from sciencepop.bookings.rules.points import halves_that_count, refuse_appeal, suspended_until
from sciencepop.bookings.services import points as services
from sciencepop.bookings.views import bp
from sciencepop.core import clock
from sciencepop.core.access import manager, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken

Answer = str | Response | tuple[str, int]


@bp.get("/my/points")
@signed_in
def points() -> str:
    """Every point with its reason, what they add up to, and the rule in plain words."""
    rows, now, policy = queries.list_points(db.session(), current_user.id), clock.now(), no_show_policy()
    live = [queries.as_point(row) for row in reversed(rows) if row.lifted_at is None]
    return render_template(
        "bookings/points.html",
        rows=rows,
        policy=policy,
        total=halves_that_count(live, policy, now),
        until=suspended_until(live, now),
        appealable={row.id for row in rows if _may_appeal(row)},
        reasons=POINT_REASONS,
        points_text=points_text,
    )


def _may_appeal(row: NoShowPoint) -> bool:
    is_open, has_appealed = row.lifted_at is None, row.appealed_at is not None
    policy, now = no_show_policy(), clock.now()
    return refuse_appeal("....", policy, at=row.at, is_open=is_open, has_appealed=has_appealed, now=now) is None


@bp.route("/my/points/<int:id>/appeal", methods=["GET", "POST"])
@signed_in
def appeal(id: int) -> Answer:
    """Say why a point is wrong."""
    point = queries.get_own_point(db.session(), id, current_user.id)
    form, refusal = AppealForm(), ""
    if form.validate_on_submit():
        try:
            services.appeal(id, form.words.data or "", by=cast(Person, current_user), now=clock.now())
        except RuleBroken as broken:
            refusal = sentence(broken)
        else:
            flash(_("申诉已经提交。工作人员看过以后会写信告诉您。"))
            return redirect(url_for("bookings.points"), 303)
    page = render_template(
        "bookings/appeal.html", form=form, point=point, reasons=POINT_REASONS, refusal=refusal, points_text=points_text
    )
    return (page, 422) if refusal or form.errors else page


@bp.get("/manage/appeals")
@manager
def appeals() -> str:
    """What waits for a decision: at the manager's bases, or everywhere for an officer."""
    return _appeals()


def _appeals(wrong: int = 0, refusal: str = "") -> str:
    person = cast(Person, current_user)
    rows = queries.list_open_appeals(db.session(), None if person.is_officer else person.managed_base_ids)
    return render_template(
        "bookings/appeals.html",
        rows=rows,
        forms={row.id: DecisionForm(prefix=f"a{row.id}", formdata=None) for row in rows},
        reasons=POINT_REASONS,
        points_text=points_text,
        wrong=wrong,
        refusal=refusal,
    )


@bp.post("/manage/appeals/<int:id>")
@manager
def decide_appeal(id: int) -> Answer:
    """Let a point go or stand."""
    point = queries.get_appeal(db.session(), id)
    require(current_user.manages(point.booking.pool.occurrence.event.base_id))
    form = DecisionForm(prefix=f"a{id}")
    if not form.validate_on_submit():
        return _appeals(id, _("没有看懂这次提交，请再试一次。")), 422
    decision = Decision(form.decision.data or "")
    try:
        services.decide_appeal(id, decision, form.words.data or "", by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _appeals(id, sentence(broken)), 422
    flash(_("已经决定，并写信告诉了对方。"))
    return redirect(url_for("bookings.appeals"), 303)


lead_again(lambda _result, **_found: url_for("bookings.points"), appeal)
lead_again(lambda _result, **_found: url_for("bookings.appeals"), decide_appeal)
