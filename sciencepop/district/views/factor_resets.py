"""Somebody lost all their second factors: one officer asks for a reset, another agrees."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.accounts import services
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.pressing import me, presser
from sciencepop.accounts.queries.second_step import list_open_resets
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.district.forms.roles import ResetForm
from sciencepop.district.views import bp

press = presser(sentence)


@bp.route("/district/factor-resets", methods=["GET", "POST"])
@officer
def factor_resets() -> Any:
    form = ResetForm()
    if form.validate_on_submit():
        try:
            services.ask_reset(form.address.data or "", form.reason.data or "", by=me(), now=clock.now())
        except RuleBroken as broken:
            form.refuse("address", sentence(broken))
        else:
            flash(_("已经申请，并告诉了本人。请另一位管理员在这里同意。"))
            return redirect(url_for("district.factor_resets"), 303)
    rows = list_open_resets(db.session(), clock.now())
    page = render_template("district/factor_resets.html", form=form, rows=rows, press=PressForm(formdata=None), me=me())
    return page, 422 if form.errors else 200


@bp.post("/district/factor-resets/<int:id>/<any(grant, refuse):answer>")
@officer
def factor_reset_decide(id: int, answer: str) -> Any:
    done = _("已经重置，对方下次登录时重新设置。") if answer == "grant" else _("已经拒绝。")
    refusal = press(PressForm(), services.decide_reset, id, answer == "grant", done=str(done))
    if refusal:
        flash(refusal, "error")
    return redirect(url_for("district.factor_resets"), 303)


def _replay(_result: str, **_more: Any) -> str:
    return url_for("district.factor_resets")


lead_again(_replay, factor_resets, factor_reset_decide)
