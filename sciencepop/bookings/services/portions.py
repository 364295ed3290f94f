"""Letters that many holders of one occurrence are owed, written in portions after the change is committed.

Each portion is a unit of work of its own: two thousand letters in one would keep everybody who books from the pools, or
on SQLite from the whole site, for as long as writing them takes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

AT_ONCE = 100
"""So many letters are written in one unit of work; it takes about a second."""

Tell = Callable[[int, datetime], int]
"""Tell some of those of an occurrence who are owed a letter by now; returns how many."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FirstPortion:
    """Told right after the commit; the job does the rest, and all where a process died in between."""

    tell: Tell
    occurrence_id: int
    now: datetime

    def __call__(self) -> None:
        try:
            self.tell(self.occurrence_id, self.now)
        except Exception:
            log.exception("the letters about occurrence %d are written by the job", self.occurrence_id)


def tell_all(tell: Tell, occurrence_ids: Iterable[int], now: datetime) -> int:
    """Tell everybody who is owed a letter about these; returns how many. Harmless to run twice.

    An occurrence that fails is left for the next minute, and does not keep the others from theirs.
    """
    told = 0
    for number in occurrence_ids:
        try:
            while count := tell(number, now):
                told += count
        except Exception:
            log.exception("the letters about occurrence %d could not be written", number)
    return told
