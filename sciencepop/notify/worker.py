"""The worker: it delivers and does its jobs once a minute by the clock; huey's queue wakes it in between.

The queue only carries wake-ups. What is owed stands in the database, so the queue may be lost or emptied at any time;
while it is away (Redis), messages leave up to a minute later.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey

from sciencepop.core import clock, jobs
from sciencepop.core.config import Config
from sciencepop.core.reference import get_reference
from sciencepop.notify.carriers import carriers
from sciencepop.notify.deliver import Tally, deliver_due
from sciencepop.notify.rules import working_day

NAME = "sciencepop"
SECONDS_BETWEEN_COMPLAINTS = 60


@dataclass
class Tasks:
    """What can be asked of the worker; calling one puts it into the queue."""

    huey: Huey
    deliver: Callable[[], Any]
    stopping: threading.Event = field(default_factory=threading.Event)


class Seldom(logging.Handler):
    """Passes on what huey says, the same sentence once a minute: without Redis it has one several times a second."""

    def __init__(self, handlers: Sequence[logging.Handler], seconds: float = SECONDS_BETWEEN_COMPLAINTS) -> None:
        super().__init__()
        self.handlers = handlers
        self.seconds = seconds
        self._said: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        now, sentence = time.monotonic(), str(record.msg)
        if now - self._said.get(sentence, -self.seconds) < self.seconds:
            return
        self._said[sentence] = now
        for handler in self.handlers:
            handler.handle(record)


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
    log.handlers, log.propagate = [Seldom(app.logger.handlers)], False
    log.setLevel(logging.WARNING)
    consumer = tasks.huey.create_consumer(
        workers=threads,
        periodic=False,
        initial_delay=0.1,
        max_delay=0.5,
        check_worker_health=True,
        graceful_signal="TERM",
    )
    tasks.stopping = consumer.stop_flag
    _forget_old_wakes(app, tasks.huey)
    by_the_clock = [
        threading.Thread(target=repeat, args=(work, app, tasks.stopping), name=name, daemon=True)
        for name, work in (("jobs", DueJobs(app)), ("deliveries", partial(_deliver_until_stopped, app, tasks)))
    ]
    for thread in by_the_clock:
        thread.start()
    app.logger.info("worker started")
    consumer.run()
    for thread in by_the_clock:
        thread.join()
    app.logger.info("worker stopped")


def repeat(work: Callable[[], object], app: Flask, stopping: threading.Event, seconds: float = 60) -> None:
    """Work at once and then every minute, whatever comes of it. It needs no queue, so no Redis either."""
    while True:
        try:
            work()
        except Exception:
            app.logger.exception("this minute's work failed")
        if stopping.wait(seconds):
            return


class DueJobs:
    """Call it once a minute: the jobs of the minute, and at first and on every new day those of the day."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.done: date | None = None

    def __call__(self) -> None:
        now = clock.now()
        day = working_day(clock.local(now))
        with self.app.app_context():
            if day != self.done:
                jobs.run_daily(now)
                self.done = day
            jobs.run_minutely(now)


def _forget_old_wakes(app: Flask, huey: Huey) -> None:
    """The first round by the clock finds all that is due; wake-ups from before would only repeat it."""
    try:
        huey.flush()
    except Exception:
        app.logger.warning("the queue is away; until it is back, messages leave once a minute", exc_info=True)


def _make(app: Flask) -> Tasks:
    huey = make_huey(app.extensions["config"])

    def deliver() -> None:
        _deliver_until_stopped(app, tasks)

    tasks = Tasks(huey=huey, deliver=huey.task(name="deliver")(deliver))
    return tasks


def _deliver_until_stopped(app: Flask, tasks: Tasks) -> None:
    deliver_now(app, lambda: not tasks.stopping.is_set())
