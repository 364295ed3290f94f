"""Campaigns and digests are written in a thread of the worker, in portions; a job of the minute looks for them."""

from __future__ import annotations

import threading
from datetime import datetime

from sciencepop.campaigns.queries.campaigns import is_anything_due
from sciencepop.campaigns.services import begin_digest, send_portion, write_digests
from sciencepop.core import background, clock
from sciencepop.core.db import db


def write_letters(now: datetime) -> threading.Thread | None:
    """Begin to write what is due, unless this process is at it already; returns the thread that was started."""
    begin_digest(now)
    if not is_anything_due(db.session(), now):
        return None
    return background.begin("campaigns", work_off)


def work_off() -> None:
    """Go on until nothing is due. The clock is read for each portion, so nothing is written once it grows quiet."""
    for write_portion in (send_portion, write_digests):
        while write_portion(clock.now()) is not None:
            pass
