"""Rosters are made in a thread of the worker, because a large one takes seconds and its proof half a minute.

The jobs of the minute only look whether somebody asked; the solvers themselves run in a process of their own.
"""

from __future__ import annotations

import threading
from datetime import datetime

from flask import Flask, current_app

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.solvers.apart import in_own_process
from sciencepop.volunteers.models import RunState
from sciencepop.volunteers.queries.rosters import list_in_state
from sciencepop.volunteers.services.roster_work import end_left_behind, work_off

_threads: dict[str, threading.Thread] = {}


def make_rosters(now: datetime) -> threading.Thread | None:
    """Begin with the runs that wait, unless this process is at it already; returns the thread that was started."""
    end_left_behind(now)
    if not list_in_state(db.session(), RunState.QUEUED) or is_at_work():
        return None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _threads["rosters"] = threading.Thread(target=_work_in, args=(app,), name="rosters", daemon=True)
    _threads["rosters"].start()
    return _threads["rosters"]


def is_at_work() -> bool:
    """Whether this process is making rosters at the moment."""
    return "rosters" in _threads and _threads["rosters"].is_alive()


def _work_in(app: Flask) -> None:
    with app.app_context():
        work_off(clock.now(), in_own_process)
