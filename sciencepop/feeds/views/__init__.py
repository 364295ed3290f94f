"""The pages and addresses of feature feeds."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask.globals import request_ctx

bp = Blueprint("feeds", __name__)


@bp.before_request
def _without_session() -> None:
    """A calendar has no session, so that no answer varies by cookie, sets one or waits for one to be read."""
    if request.path.endswith(".ics"):
        request_ctx.session = current_app.session_interface.make_null_session(current_app)


# The views hang themselves on `bp`: import each module of this package here.
from sciencepop.feeds.views import personal, public
