"""The page that shows outgoing messages on a developer's machine."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

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
