"""Rosters are made in a thread of the worker, because a large one takes seconds and its proof half a minute.

The jobs of the minute only look whether somebody asked; the solvers themselves run in a process of their own.
"""

from __future__ import annotations

import threading
from datetime import datetime

from sciencepop.core import background, clock
from sciencepop.core.db import db
from sciencepop.solvers.apart import in_own_process
from sciencepop.volunteers.models import RunState
from sciencepop.volunteers.queries.rosters import list_in_state
from sciencepop.volunteers.services.roster_work import end_left_behind, work_off


def make_rosters(now: datetime) -> threading.Thread | None:
    """Begin with the runs that wait, unless this process is at it already; returns the thread that was started."""
    end_left_behind(now)
    if not list_in_state(db.session(), RunState.QUEUED):
        return None
    return background.begin("rosters", lambda: work_off(clock.now(), in_own_process))
