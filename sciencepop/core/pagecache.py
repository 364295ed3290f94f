"""Public pages as bytes, kept while what they show is unchanged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"elder": is_elder()})


def is_elder() -> bool:
    """Whether this browser asked for the elder version (a cookie, so that the addresses stay the same)."""
    return request.cookies.get("elder") == "1" if request else False


def cached(view: View) -> View:
    """Mark a public view whose page is the same for everybody with the same language and elder setting."""
    return view


def clear(app: Flask) -> None:
    """Forget every page; for tests."""
