"""Waking the worker from a web process, without making anybody wait and not more than twice a second."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from flask import Flask

SECONDS_BETWEEN = 0.5


def stay_asleep() -> None:
    """In tests nothing is delivered unless a test does it."""


class Waker:
    """Call it after a commit that queued messages. A thread of its own passes the word on.

    However often it is called, `wake` runs at most once in `seconds`; a call during a pause is kept for its end.
    """

    def __init__(self, wake: Callable[[], None], seconds: float = SECONDS_BETWEEN) -> None:
        self.wake = wake
        self.seconds = seconds
        self._called = threading.Event()
        self._lock = threading.Lock()
        self._pid = 0

    def __call__(self) -> None:
        self._called.set()
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._pass_on, name="waker", daemon=True).start()

    def _pass_on(self) -> None:
        pause = threading.Event()
        while True:
            self._called.wait()
            self._called.clear()
            self.wake()
            pause.wait(self.seconds)


def waker(app: Flask) -> Waker:
    """A waker that puts a delivery into the worker's queue. If that fails, the worker's own minute finds the rows."""

    def wake() -> None:
        from sciencepop.notify.worker import tasks_of

        try:
            tasks_of(app).deliver()
        except Exception:
            app.logger.warning("the worker could not be woken", exc_info=True)

    return Waker(wake)
