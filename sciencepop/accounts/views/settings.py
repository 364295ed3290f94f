"""Settings of a browser, and the personal bit of pages that are the same for everybody."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import me, set_cookie
from sciencepop.core.access import public
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
    """The name for the header, as a bit of HTML; empty for a visitor or somebody who gave none."""
    name = me().name if current_user.is_authenticated else ""
    body = Markup("<span>{}</span>").format(name) if name else ""
    answer = Response(body, mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
