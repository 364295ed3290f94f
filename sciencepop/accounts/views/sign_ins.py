"""Where a person is signed in, and ending one of those sign-ins."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.queries.second_step import list_sign_ins
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import me, this_sign_in
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.get("/my/security/sign-ins")
@signed_in
def sign_ins() -> str:
    rows = list_sign_ins(db.session(), me(), clock.now())
    return render_template("accounts/sign_ins.html", rows=rows, this_code=this_sign_in(), press=PressForm())


@bp.post("/my/security/sign-ins/<int:number>/end")
@signed_in
def sign_in_end(number: int) -> Response:
    if PressForm().validate_on_submit():
        if services.end_other_sign_in(me(), number, clock.now()):
            flash(_("那里已经退出登录。"))
        else:
            flash(_("那里早就退出了。"), "warning")
    return redirect(url_for("accounts.sign_ins"), 303)


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.sign_ins")


lead_again(_replay, sign_in_end)
