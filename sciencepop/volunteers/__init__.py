"""Volunteers: who serves, what is needed, who signed up.

A resident becomes a volunteer; managers of a base and officers say whom a shift needs; volunteers sign up, wait, swap,
and say when they cannot come.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.volunteers import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks, and subscribe to what other features tell."""
    from sciencepop.volunteers.hours_setup import init_hours
    from sciencepop.volunteers.views import bp

    app.register_blueprint(bp)
    init_hours(app)
