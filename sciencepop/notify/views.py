"""The page that shows outgoing messages on a developer's machine."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage

SHOWN = 50

bp = Blueprint("notify", __name__)


@bp.get("/dev/outbox")
@public
def outbox() -> str:
    newest = select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(SHOWN)
    return render_template("notify/outbox.html", messages=db.session.scalars(newest).all())


@bp.get("/dev/outbox/<int:id>.html")
@public
def html(id: int) -> Response:
    """A mail's HTML as its reader would see it. It has a style element, which no page of ours may have."""
    found = db.session.get(OutboxMessage, id) if id < 2**31 else None
    if found is None or not found.html:
        abort(404)
    answer = Response(found.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer
