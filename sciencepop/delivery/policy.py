"""The settings of the feature: the table `[delivery]` of the district's file."""

from __future__ import annotations

from flask import Flask, current_app

from sciencepop.core.reference import get_reference
from sciencepop.delivery.rules.policy import Policy, read_policy


def init_app(app: Flask) -> None:
    """Read it once. ValueError where the file is wrong."""
    app.extensions["delivery"] = read_policy(get_reference(app).sections.get("delivery", {}))


def policy() -> Policy:
    found: Policy = current_app.extensions["delivery"]
    return found
