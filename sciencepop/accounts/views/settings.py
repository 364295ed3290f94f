"""Settings of a browser, and the personal bit of pages that are the same for everybody."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import me, set_cookie
from sciencepop.core import clock, to_do
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.web import csrf


@bp.post("/settings/elder")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def set_elder() -> Response:
    """Turn the elder version on or off, for anybody.

    Public pages are cached and carry no token. The worst a foreign page could do is change the size of letters; what
    browsers mark as coming from another site changes nothing all the same.
    """
    target = safe_target(request.form.get("next"), "") or url_for("programme.home")
    answer = redirect(target, 303)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return answer
    is_on = request.form.get("on") == "1"
    if current_user.is_authenticated and me().is_elder != is_on:
        services.set_elder(me(), is_on)
    if is_on:
        set_cookie(answer, "elder")
    else:
        answer.delete_cookie("elder", samesite="Lax")
    return answer


@bp.get("/fragments/me")
@public
def me_fragment() -> Response:
    """The name for the header with the number of what waits for staff, as a bit of HTML; empty for a visitor."""
    is_in = current_user.is_authenticated
    body = Markup("<span>{}</span>").format(me().name) if is_in and me().name else Markup()
    waiting = to_do.lately_counted(db.session(), me(), clock.now()) if is_in and me().live_grants else 0
    if waiting:
        words = _("件等您办的事")
        body += Markup('<b>{}<span class="visually-hidden"> {}</span></b>').format(waiting, words)
    answer = Response(body, mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
