"""Proposals are made in a thread of the worker, and solved in a process of its own; a job looks for those asked for."""

from __future__ import annotations

import threading
from datetime import datetime

from sciencepop.core import background, clock
from sciencepop.core.db import db
from sciencepop.delivery.queries.dispatch_runs import list_offering, list_queued
from sciencepop.delivery.services.dispatch_runs import offer_chosen
from sciencepop.delivery.services.dispatch_work import end_left_behind, work_off
from sciencepop.solvers.apart import in_own_process


def make_proposals(now: datetime) -> threading.Thread | None:
    """Begin with the runs that wait, unless this process is at it already; returns the thread that was started."""
    end_left_behind(now)
    if not list_queued(db.session()) and not list_offering(db.session()):
        return None
    return background.begin("dispatches", _work)


def _work() -> None:
    work_off(clock.now(), in_own_process)
    offer_chosen(clock.now())
