"""The second step of signing in, for whoever waits for it and for what asks for it again; setting up the app.

Whoever has only taken the first step reaches these pages and nothing else: their session signs nobody in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyotp
from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import PasskeyForm, StepForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.second_step import factors_of
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.accounts.views import bp, limits
from sciencepop.accounts.views.entering import (
    admit,
    go_on,
    is_fresh,
    me,
    note_second_step,
    pending,
    target_of,
    this_device,
)
from sciencepop.accounts.views.passkey_site import passkey_site
from sciencepop.core import clock
from sciencepop.core.access import ask_to_sign_in, public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.core.qr import qr_once
from sciencepop.core.reference import get_reference

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Asked:
    """Who is asked for the second step, where it leads, and whether they are signed in already."""

    person: Person
    target: str
    is_in: bool


def asked() -> Asked | None:
    if current_user.is_authenticated:
        target = safe_target(request.values.get("next", ""), url_for("accounts.security"))
        return Asked(me(), target, is_in=True)
    found = pending()
    if found is None:
        return None
    person, waits = found
    return Asked(person, target_of(person, waits.next, waits.is_new), is_in=False)


def passed(who: Asked) -> Response:
    """In, or back to what asked for the step again."""
    answer = redirect(who.target, 303)
    if not who.is_in:
        return admit(who.person, answer, by_second_step=True)
    note_second_step()
    return answer


@bp.route("/sign-in/second", methods=["GET", "POST"])
@public
@limits.tries_by_network
def second_step() -> Answer:
    """A code of the app or a recovery code; beside it a passkey."""
    who = asked()
    if who is None:
        return redirect(url_for("accounts.sign_in"), 303)
    factors = factors_of(db.session(), who.person.id)
    if not factors:
        return redirect(url_for("accounts.app_new"), 303)
    form = StepForm()
    if form.validate_on_submit():
        try:
            services.pass_with_code(who.person, form.code.data or "", clock.now())
        except RuleBroken as refused:
            form.refuse("code", sentence(refused))
        else:
            return passed(who)
    return step_page(form, who, 422 if form.errors else 200)


def step_page(form: StepForm, who: Asked, status: int) -> tuple[str, int]:
    page = render_template(
        "accounts/second_step.html",
        form=form,
        passkey=PasskeyForm(formdata=None),
        factors=factors_of(db.session(), who.person.id),
        site=passkey_site(),
        next=who.target if who.is_in else None,
    )
    return page, status


@bp.route("/my/security/app", methods=["GET", "POST"])
@public
@limits.tries_by_network
def app_new() -> Answer:
    """Set up an app: its seed as a QR code, taken on once it has shown a code. Staff without a factor begin here."""
    who = asked()
    if who is None:
        return ask_to_sign_in()
    if factors_of(db.session(), who.person.id) and not (who.is_in and is_fresh()):
        return redirect(url_for("accounts.second_step", next=url_for("accounts.app_new") if who.is_in else None), 303)
    form = StepForm()
    form.code.label.text = _("应用里的 6 位数字")
    if form.validate_on_submit():
        try:
            added = services.add_app(
                who.person, str(session.get("app", "")), form.code.data or "", clock.now(), here=this_device()
            )
        except RuleBroken as refused:
            form.refuse("code", sentence(refused))
        else:
            session.pop("app", None)
            return with_codes(who, added)
    page = render_template("accounts/app_new.html", form=form, is_in=who.is_in, **_seed(who.person))
    return (page, 422) if form.errors else page


def with_codes(who: Asked, added: services.Added) -> Response:
    """After a factor was added: in, and the recovery codes of the first are shown this once."""
    if not added.codes:
        flash(_("又加了一种第二步验证，其他设备上的登录都已退出。"))
        answer: Response = redirect(who.target, 303)
    else:
        done = _("第二步验证已经设好，其他设备上的登录都已退出。")
        page = render_template("accounts/recovery_codes.html", codes=added.codes, target=who.target, done=done)
        answer = make_response(page)
    if not who.is_in:
        return admit(added.person, answer, by_second_step=True)
    go_on(added.person)
    note_second_step()
    return answer


def _seed(person: Person) -> dict[str, Any]:
    """The seed that this browser was shown, a fresh one the first time; a secret for its owner's eyes."""
    seed = services.read_seed(str(session.get("app", "")))
    if seed is None:
        session["app"] = services.new_seed()
        seed = services.read_seed(session["app"]) or ""
    site = tr(get_reference().district, "product")
    name = person.name or (person.addresses[0].value if person.addresses else str(person.id))
    address = pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=site)
    shown = " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
    return {"code": qr_once(address, _("验证器应用的二维码")), "address": address, "seed": shown}


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.security")


lead_again(_replay, second_step, app_new)
