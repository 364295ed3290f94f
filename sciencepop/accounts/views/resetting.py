"""A forgotten password: a code to the address, and a new one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import AddressForm, ResetForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.views import bp, limits
from sciencepop.accounts.views.entering import dev_outbox, enter, wait_for, waiting_for
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language

Answer = str | Response | tuple[str, int]


@bp.route("/sign-in/reset", methods=["GET", "POST"])
@public
@limits.codes_by_network
def reset() -> Answer:
    form = AddressForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            sent = services.request_code(form.address.data or "", Purpose.RESET, request_language(), clock.now())
        except RuleBroken as refused:
            form.refuse("address", sentence(refused))
        else:
            wait_for(sent, next_=form.next.data or "")
            return redirect(url_for("accounts.reset_code"), 303)
    page = render_template("accounts/reset.html", form=form)
    return (page, 422) if form.errors else page


@bp.route("/sign-in/reset/code", methods=["GET", "POST"])
@public
@limits.tries_by_network
def reset_code() -> Answer:
    """The code and the new password; whoever gives both is signed in, and nobody else stays so."""
    waiting = waiting_for(Purpose.RESET)
    if waiting is None:
        return redirect(url_for("accounts.reset"), 303)
    form = ResetForm()
    if form.validate_on_submit():
        code, new = form.code.data or "", form.new.data or ""
        try:
            found = services.reset_password(waiting.contact, code, new, request_language(), clock.now())
        except RuleBroken as refused:
            form.refuse("code" if refused.code is Refusal.WRONG_CODE else "new", sentence(refused))
        else:
            return enter(found.person, next_=waiting.next, is_new=found.is_new)
    page = render_template(
        "accounts/reset_code.html", form=form, press=PressForm(), waiting=waiting, dev_outbox=dev_outbox()
    )
    return (page, 422) if form.errors else page
