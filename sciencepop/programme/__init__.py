"""Events, series and occurrences: finding them, managing them, reviewing and publishing them."""

from __future__ import annotations

from flask import Flask

from sciencepop.programme import calendar_context, finder
from sciencepop.programme import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages and commands."""
    calendar_context.configure(app.extensions["config"].public_url, app.extensions["reference"])
    finder.init_app(app)
    from sciencepop.programme import base_section
    from sciencepop.programme.views import bp

    app.register_blueprint(bp)
    base_section.init_app(app)
