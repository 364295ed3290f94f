"""What the worker does by the clock. Features register here when the application is built; feature notify runs it.

A job is a function of `now`. It must be harmless to run twice, because two workers may run it at the same time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import current_app

Job = Callable[[datetime], Any]

_minutely: list[Job] = []
_daily: list[Job] = []


def every_minute(job: Job) -> Job:
    """Run this about once a minute, such as ending offers whose hour has passed."""
    return _add(_minutely, job)


def daily(job: Job) -> Job:
    """Run this once a day and whenever a worker starts, such as forgetting what need not be kept."""
    return _add(_daily, job)


def run_minutely(now: datetime) -> int:
    """Run the jobs of a minute; returns how many failed."""
    return _run(_minutely, now)


def run_daily(now: datetime) -> int:
    """Run the jobs of a day; returns how many failed."""
    return _run(_daily, now)


def _add(jobs: list[Job], job: Job) -> Job:
    if job not in jobs:
        jobs.append(job)
    return job


def _run(jobs: list[Job], now: datetime) -> int:
    """One failing job must not keep the others from their turn."""
    failed = 0
    for job in list(jobs):
        try:
            job(now)
        except Exception:
            failed += 1
            current_app.logger.exception("job failed: %s.%s", job.__module__, getattr(job, "__name__", job))
    return failed
