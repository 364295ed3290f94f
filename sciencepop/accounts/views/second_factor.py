"""A person's second factors: what there is, giving one up, and fresh recovery codes. Each asks for the step again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import PasskeyForm, PasskeyNameForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.second_step import factors_of
from sciencepop.accounts.second_step_policy import is_exempt, will_have_to
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import go_on, is_fresh, me, this_device
from sciencepop.accounts.views.passkey_site import passkey_site
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm


@bp.get("/my/security/second")
@signed_in
def factors() -> str | Response:
    found = factors_of(db.session(), me().id)
    if found and not is_fresh():
        return _step_again()
    return render_template(
        "accounts/factors.html",
        factors=found,
        press=PressForm(),
        passkey=PasskeyForm(),
        site=passkey_site(),
        required_from=will_have_to(me()),
        is_exempt=is_exempt(me()),
    )


@bp.post("/my/security/app/remove")
@signed_in
def app_remove() -> Response:
    return _give_up(lambda: services.remove_app(me(), clock.now(), here=this_device()))


@bp.post("/my/security/passkeys/<int:number>/remove")
@signed_in
def passkey_remove(number: int) -> Response:
    return _give_up(lambda: services.remove_passkey(me(), number, clock.now(), here=this_device()))


@bp.post("/my/security/passkeys/<int:number>/rename")
@signed_in
def passkey_rename(number: int) -> Response:
    if not is_fresh():
        return _step_again()
    form = PasskeyNameForm()
    if form.validate_on_submit():
        services.rename_passkey(me(), number, form.name.data or "", clock.now())
        flash(_("名称已保存。"))
    elif form.name.errors:
        flash(form.name.errors[0], "error")
    return redirect(url_for("accounts.factors"), 303)


@bp.post("/my/security/recovery-codes")
@signed_in
def recovery_codes() -> str | Response:
    """Ten fresh ones, shown this once."""
    if not is_fresh():
        return _step_again()
    if PressForm().validate_on_submit():
        try:
            codes = services.new_recovery_codes(me(), clock.now())
        except RuleBroken as refused:
            flash(sentence(refused), "error")
        else:
            done = _("这是新的备用码，以前的都不能用了。")
            target = url_for("accounts.factors")
            return render_template("accounts/recovery_codes.html", codes=codes, target=target, done=done)
    return redirect(url_for("accounts.factors"), 303)


def _give_up(verb: Callable[[], Person]) -> Response:
    if not is_fresh():
        return _step_again()
    if PressForm().validate_on_submit():
        try:
            go_on(verb())
        except RuleBroken as refused:
            flash(sentence(refused), "error")
        else:
            flash(_("已经去掉，其他设备上的登录都已退出。"))
    return redirect(url_for("accounts.factors"), 303)


def _step_again() -> Response:
    return redirect(url_for("accounts.second_step", next=url_for("accounts.factors")), 303)


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.factors")


lead_again(_replay, app_remove, passkey_remove, passkey_rename, recovery_codes)
