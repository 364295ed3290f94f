"""People, sign-in, profiles, roles and privacy."""

from __future__ import annotations

from flask import Flask

from sciencepop.accounts import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages and commands."""
    from sciencepop.accounts import login
    from sciencepop.accounts.views import bp

    login.init_login(app)
    app.register_blueprint(bp)
