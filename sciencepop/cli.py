"""Command groups of the `flask` command that belong to no single feature."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the groups; features register their own."""
