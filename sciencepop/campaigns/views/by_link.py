"""What the links of a letter do, without sign-in: end it, and say whether it was useful."""

from __future__ import annotations

from flask import abort, render_template, request

from sciencepop.campaigns import links, services
from sciencepop.campaigns.views import bp
from sciencepop.campaigns.views.pressing import Answer
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.signing import same
from sciencepop.core.web import csrf


@bp.route("/news/stop/<what>/<int:reader_id>/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(what: str, reader_id: int, token: str) -> Answer:
    """End digests or campaigns. Mail programs POST here by themselves (RFC 8058), without a cookie.

    The keyed hash stands for both sign-in and CSRF token; the most it can do is silence what was asked for.
    """
    if what not in links.STOPS or not same(token, links.stop_token(what, reader_id)) or reader_id >= 2**63:
        abort(404)
    is_done = request.method == "POST"
    if is_done:
        services.stop(what, reader_id, clock.now())
    return render_template("campaigns/stop.html", is_digest=what == links.DIGEST, is_done=is_done)


@bp.route("/news/useful/<kind>/<int:thing_id>/<int:reader_id>/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def useful(kind: str, thing_id: int, reader_id: int, token: str) -> Answer:
    """Say whether a letter was useful. Nothing is counted before the press: programs look at links of letters too."""
    if not same(token, links.answer_token(kind, thing_id, reader_id)) or max(thing_id, reader_id) >= 2**63:
        abort(404)
    said, is_counted = request.values.get("useful"), None
    if request.method == "POST" and said in ("0", "1"):
        is_counted = services.answer(kind, thing_id, reader_id, is_useful=said == "1", now=clock.now())
    return render_template("campaigns/useful.html", said=said, is_counted=is_counted)
