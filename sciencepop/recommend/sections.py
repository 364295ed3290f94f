"""What recommendations add to the home page, which cannot ask them and offers a hook."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from sciencepop.programme import hooks


def init_app() -> None:
    """Register with the programme; called once when the application is built."""
    hooks.on_home_page(home_section)


def home_section(_now: datetime) -> Markup:
    """An invitation that is the same for everybody; a script puts the personal list in its place."""
    return Markup(render_template("recommend/_home.html"))  # noqa: S704 - a template
