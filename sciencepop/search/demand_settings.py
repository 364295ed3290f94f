"""The settings of demand pooling: the table `[demand]` of the district's file."""

from __future__ import annotations

from flask import Flask, current_app

from sciencepop.core.reference import get_reference
from sciencepop.search.rules.demand import Settings, read_settings


def init_app(app: Flask) -> None:
    """Read it once. ValueError where a number makes no sense."""
    app.extensions["demand"] = read_settings(get_reference(app).sections["demand"])


def settings() -> Settings:
    found: Settings = current_app.extensions["demand"]
    return found
