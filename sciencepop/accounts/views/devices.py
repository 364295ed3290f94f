"""Devices that show messages: the script that shows them, and taking a device on or away.

A browser's script fills a form of the page “my messages”; everything else works without scripts.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import DeviceForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.rules.devices import device_name
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import DEVICE, me, set_cookie
from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.config import Config
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm


@bp.get("/push-worker.js")
@public
def push_worker() -> Response:
    """The service worker. It stands at the root, so that one registration serves both languages."""
    text = current_app.extensions["assets"].by_name["js/push-worker.js"].plain
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.post("/my/messages/devices")
@signed_in
def device_add() -> Response:
    """Show messages on the browser that asks."""
    form, config = DeviceForm(), _config()
    answer = _back()
    if form.validate_on_submit():
        try:
            device = services.add_device(
                me(),
                endpoint=form.endpoint.data or "",
                p256dh=form.p256dh.data or "",
                auth=form.auth.data or "",
                name=device_name(request.user_agent.string),
                services=config.push_services,
                now=clock.now(),
            )
        except RuleBroken as refused:
            flash(sentence(refused), "error")
        else:
            flash(_("这台设备会收到通知了。"))
            set_cookie(answer, DEVICE, device.code)
    return answer


@bp.post("/my/messages/devices/<code>/remove")
@signed_in
def device_remove(code: str) -> Response:
    """Show nothing more on one of my devices."""
    if PressForm().validate_on_submit() and services.remove_device(me(), code):
        flash(_("那台设备不再收到通知。"))
    return _back()


def _config() -> Config:
    found: Config = current_app.extensions["config"]
    return found


def _back() -> Response:
    return redirect(url_for("accounts.messages") + "#devices", 303)


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.messages")


lead_again(_replay, device_add, device_remove)
