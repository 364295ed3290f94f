"""Work of the worker that a job of the minute may not take: one thread of a name at a time, with the application."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask, current_app

_threads: dict[str, threading.Thread] = {}


def begin(name: str, work: Callable[[], object]) -> threading.Thread | None:
    """Start the work unless this process is at it already; returns the thread that was started."""
    if is_at_work(name):
        return None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _threads[name] = threading.Thread(target=_work_in, args=(app, work), name=name, daemon=True)
    _threads[name].start()
    return _threads[name]


def is_at_work(name: str) -> bool:
    """Whether this process is at it at the moment."""
    return name in _threads and _threads[name].is_alive()


def _work_in(app: Flask, work: Callable[[], object]) -> None:
    with app.app_context():
        work()
