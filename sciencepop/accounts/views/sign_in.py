"""Signing in by code or password, and signing out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import AddressForm, CodeForm, PasswordSignInForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.views import bp, limits
from sciencepop.accounts.views.entering import (
    dev_outbox,
    enter,
    leave,
    me,
    target_of,
    this_device,
    this_sign_in,
    wait_for,
    waiting_for,
)
from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language

Answer = str | Response | tuple[str, int]


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limits.codes_by_network
def sign_in() -> Answer:
    """An address, and one button that sends the code."""
    if current_user.is_authenticated:
        return redirect(target_of(me(), request.values.get("next", "")), 303)
    form = AddressForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return _page("accounts/sign_in.html", form)
    try:
        sent = services.request_code(form.address.data or "", Purpose.SIGN_IN, request_language(), clock.now())
    except RuleBroken as refused:
        form.refuse("address", sentence(refused))
        return _page("accounts/sign_in.html", form)
    wait_for(sent, next_=form.next.data or "")
    return redirect(url_for("accounts.sign_in_code"), 303)


@bp.route("/sign-in/password", methods=["GET", "POST"])
@public
@limits.tries_by_network
@limits.tries_by_address
def sign_in_password() -> Answer:
    """An address and its password. One sentence for everything that can be wrong."""
    form = PasswordSignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return _page("accounts/sign_in_password.html", form)
    try:
        person = services.sign_in_with_password(form.address.data or "", form.password.data or "", clock.now())
    except RuleBroken as refused:
        form.refuse("password", sentence(refused))
        return _page("accounts/sign_in_password.html", form)
    return enter(person, next_=form.next.data or "")


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
@limits.tries_by_network
def sign_in_code() -> Answer:
    """The code that was sent."""
    waiting = waiting_for(Purpose.SIGN_IN)
    if waiting is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            found = services.sign_in_with_code(waiting.contact, form.code.data or "", request_language(), clock.now())
        except RuleBroken as refused:
            form.refuse("code", sentence(refused))
        else:
            return enter(found.person, next_=waiting.next, is_new=found.is_new)
    return _page("accounts/sign_in_code.html", form, waiting=waiting)


@bp.post("/sign-in/resend")
@public
@limits.codes_by_network
def resend_code() -> Answer:
    """Another code to the same address, for whatever the first one was for."""
    waiting = waiting_for()
    if waiting is None or not PressForm().validate_on_submit():
        return redirect(url_for("accounts.sign_in"), 303)
    purpose, now, lang = Purpose(waiting.purpose), clock.now(), request_language()
    if purpose in (Purpose.ADD_ADDRESS, Purpose.PROVE) and not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"), 303)
    try:
        if purpose is Purpose.ADD_ADDRESS:
            sent = services.request_address(me(), waiting.value, lang, now)
        elif purpose is Purpose.PROVE:
            sent = services.request_proof(me(), waiting.contact, lang, now)
        else:
            sent = services.request_code(waiting.value, purpose, lang, now)
    except RuleBroken as refused:
        flash(sentence(refused), "error")
    else:
        wait_for(sent, next_=waiting.next, replaces=waiting.replaces)
        _say_whether_sent(sent)
    return redirect(url_for(CODE_PAGES[purpose]), 303)


CODE_PAGES = {
    Purpose.SIGN_IN: "accounts.sign_in_code",
    Purpose.RESET: "accounts.reset_code",
    Purpose.ADD_ADDRESS: "accounts.address_code",
    Purpose.PROVE: "accounts.prove_code",
}


@bp.post("/sign-out")
@signed_in
def sign_out() -> Answer:
    """End this sign-in, and what this browser shows of the person's messages."""
    if this_device():
        services.remove_device(me(), this_device())
    if this_sign_in():
        services.end_sign_in(me(), this_sign_in(), clock.now())
    return leave(redirect(url_for("programme.home"), 303))


def _say_whether_sent(sent: services.Sent) -> None:
    if sent.is_fresh:
        flash(_("已重新发送，请看最新的一条。"))
    else:
        flash(_("刚刚已经发过，请稍等一分钟；还没收到再重新发送。"), "warning")


def _sign_out_again(_result: str, **_found: Any) -> str:
    """Whose first answer was lost on the way is still signed in."""
    session.clear()
    return url_for("programme.home")


def _page(template: str, form: AddressForm | CodeForm, **more: object) -> Answer:
    page = render_template(template, form=form, press=PressForm(), dev_outbox=dev_outbox(), **more)
    return (page, 422) if form.errors else page


lead_again(lambda _result, **_found: url_for("accounts.address_code"), resend_code)
lead_again(_sign_out_again, sign_out)
