"""The worker: huey's queue and clock around deliveries and jobs.

The queue only carries wake-ups. What is owed stands in the database, so the queue may be lost or emptied at any time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab

from sciencepop.core import clock, jobs
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.notify.carriers import carriers
from sciencepop.notify.deliver import Tally, deliver_due

NAME = "sciencepop"
DAILY_UTC = ("19", "17")
"""Hour and minute of the daily jobs: 03:17 in Songjiang."""


@dataclass
class Tasks:
    """What can be asked of the worker; calling one puts it into the queue."""

    huey: Huey
    deliver: Callable[[], Any]
    daily: Callable[[], Any]
    stopping: threading.Event = field(default_factory=threading.Event)


_making = threading.Lock()


def tasks_of(app: Flask) -> Tasks:
    """The application's tasks, made when first needed."""
    with _making:
        found: Tasks | None = app.extensions.get("worker")
        if found is None:
            found = app.extensions["worker"] = _make(app)
        return found


def make_huey(config: Config) -> Huey:
    """The queue: in Redis where configured, otherwise in a file beside the database."""
    if config.redis_url:
        return RedisHuey(NAME, url=config.redis_url, results=False)
    config.var.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(NAME, filename=str(config.var / "huey.db"), results=False, timeout=20)


def deliver_now(app: Flask, go_on: Callable[[], bool] = lambda: True) -> Tally:
    """One run of deliveries with the carriers that the settings give."""
    config: Config = app.extensions["config"]
    with app.app_context():
        domain = get_reference(app).district.uid_domain
        with carriers(config, domain) as ready:
            return deliver_due(ready, clock.now, go_on)


def run_worker(app: Flask, threads: int = 2) -> None:
    """Work until SIGTERM or SIGINT; what is being carried then is finished first."""
    tasks = tasks_of(app)
    log = logging.getLogger("huey")
    log.handlers, log.propagate = app.logger.handlers, False
    log.setLevel(logging.WARNING)
    consumer = tasks.huey.create_consumer(
        workers=threads,
        periodic=True,
        initial_delay=0.1,
        max_delay=0.5,
        check_worker_health=True,
        graceful_signal="TERM",
    )
    tasks.stopping = consumer.stop_flag
    tasks.huey.flush()
    tasks.daily()
    tasks.deliver()
    app.logger.info("worker started")
    consumer.run()
    app.logger.info("worker stopped")


def _make(app: Flask) -> Tasks:
    huey = make_huey(app.extensions["config"])

    def deliver() -> None:
        deliver_now(app, lambda: not tasks.stopping.is_set())

    def minutely() -> None:
        with app.app_context():
            jobs.run_minutely(clock.now())
            db.session.remove()
        deliver()

    def daily() -> None:
        with app.app_context():
            jobs.run_daily(clock.now())

    hour, minute = DAILY_UTC
    huey.periodic_task(crontab(minute="*"), name="minutely")(minutely)
    huey.periodic_task(crontab(hour=hour, minute=minute), name="daily-by-clock")(daily)
    tasks = Tasks(
        huey=huey,
        deliver=huey.task(name="deliver")(deliver),
        daily=huey.task(name="daily")(daily),
    )
    return tasks
