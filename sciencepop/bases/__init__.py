"""The science bases: public pages, registration, decisions, import."""

from __future__ import annotations

from flask import Flask

from sciencepop.bases import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages and commands."""
    from sciencepop.bases.views import bp

    app.register_blueprint(bp)
