"""Two questions a machine asks: is the process alive, and can it serve."""

from __future__ import annotations

from flask import Flask, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from sciencepop.core.access import public
from sciencepop.core.db import db


@public
def healthz() -> Response:
    return jsonify(status="ok")


@public
def readyz() -> tuple[Response, int]:
    try:
        db.session.execute(text("SELECT 1 FROM stamp"))
    except SQLAlchemyError:
        return jsonify(status="database not ready"), 503
    return jsonify(status="ok"), 200


def init_app(app: Flask) -> None:
    app.add_url_rule("/healthz", "core.healthz", healthz)
    app.add_url_rule("/readyz", "core.readyz", readyz)
