"""Passkeys: what the browser is asked, as JSON for its script, and the answer that the script puts into a form.

Both ways are posts with the token of the page, so that no other site can have them done.
"""

from __future__ import annotations

from typing import Any

from flask import Response as JsonResponse
from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import PasskeyForm, StepForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.queries.second_step import factors_of
from sciencepop.accounts.rules.devices import device_name
from sciencepop.accounts.services.passkeys import Site
from sciencepop.accounts.views import bp, limits
from sciencepop.accounts.views.entering import is_fresh, me, this_device
from sciencepop.accounts.views.passkey_site import passkey_site
from sciencepop.accounts.views.second_step import Asked, asked, passed, step_page, with_codes
from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken

Answer = str | Response | tuple[str, int]


@bp.post("/sign-in/second/passkey/ask")
@public
@limits.tries_by_network
def passkey_ask() -> Response:
    """What the browser is asked, to show that it has one of the passkeys."""
    who = asked()
    if who is None:
        abort(403)
    return _json(services.ask_for_known(who.person, _site(), clock.now()))


@bp.post("/sign-in/second/passkey")
@public
@limits.tries_by_network
def passkey_step() -> Answer:
    """The browser's answer, as the second step."""
    who = asked()
    if who is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = PasskeyForm()
    if not form.validate_on_submit():
        return redirect(url_for("accounts.second_step"), 303)
    try:
        services.pass_with_passkey(who.person, form.answer.data or "", _site(), clock.now())
    except RuleBroken as refused:
        again = StepForm(formdata=None)
        again.refuse(None, sentence(refused))
        return step_page(again, who, 422)
    return passed(who)


@bp.post("/my/security/passkeys/ask")
@signed_in
def passkey_new_ask() -> Response:
    """What the browser is asked, to make a passkey."""
    _require_fresh()
    try:
        return _json(services.ask_for_new(me(), _site(), clock.now()))
    except RuleBroken as refused:
        return JsonResponse(sentence(refused), 422, mimetype="text/plain")


@bp.post("/my/security/passkeys")
@signed_in
def passkey_add() -> Answer:
    """The passkey that the browser made."""
    _require_fresh()
    form, name = PasskeyForm(), device_name(request.user_agent.string)
    if form.validate_on_submit():
        try:
            answer, now, here = form.answer.data or "", clock.now(), this_device()
            added = services.add_passkey(me(), answer, _site(), now, name=name, here=here)
        except RuleBroken as refused:
            flash(sentence(refused), "error")
        else:
            return with_codes(Asked(added.person, url_for("accounts.security"), is_in=True), added)
    return redirect(url_for("accounts.security"), 303)


def _require_fresh() -> None:
    """The pages lead to the second step before they offer this; whoever comes without is refused."""
    if factors_of(db.session(), me().id) and not is_fresh():
        abort(403)


def _site() -> Site:
    found = passkey_site()
    if found is None:
        abort(404)
    return found


def _json(text: str) -> Response:
    return JsonResponse(text, mimetype="application/json")


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.security")


lead_again(_replay, passkey_step, passkey_add)
