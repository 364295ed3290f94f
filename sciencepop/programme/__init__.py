"""Events, series and occurrences; finding them; content review and publication."""

from __future__ import annotations

from flask import Flask

from sciencepop.programme import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages and commands."""
