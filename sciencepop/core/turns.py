"""Taking turns inside a process: at most so many at once, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Turns:
    """For work that mostly computes. Threads of one process share one interpreter, so doing eight things at once
    finishes none of them sooner, but keeps each as long as all eight: whoever came first is served first instead.
    """

    def __init__(self, at_once: int) -> None:
        self._lock = threading.Lock()
        self._free = at_once
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until it is one's turn; the end of it is the next one's."""
        mine = threading.Lock()
        mine.acquire()
        with self._lock:
            if self._free:
                self._free -= 1
                mine.release()
            else:
                self._waiting.append(mine)
        mine.acquire()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._free += 1

    def taken(self, function: Callable[P, R]) -> Callable[P, R]:
        """A function of which each call takes its turn."""

        @wraps(function)
        def in_turn(*args: P.args, **kwargs: P.kwargs) -> R:
            with self.turn():
                return function(*args, **kwargs)

        return in_turn
