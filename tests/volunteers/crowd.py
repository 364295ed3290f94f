"""Many real processes that want the same places at the same moment; see `tests.bookings.crowd`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest import mock

from sciencepop.accounts.models import Person
from sciencepop.bookings import services as bookings
from sciencepop.core.db import db
from sciencepop.volunteers import services
from sciencepop.volunteers.services import lock
from tests.crowd import answer_of, run_together, slowed, take_write_lock_away

sign_up_module = importlib.import_module("sciencepop.volunteers.services.sign_up")


@dataclass(frozen=True)
class Task:
    """`verb` is sign_up (a need), wait (the same, with its line), withdraw, swap (a code for needs), or book (`need` is
    a session)."""

    verb: str
    person_id: int
    need: int = 0
    code: str = ""
    needs: tuple[int, ...] = ()


def run(url: str, folder: Path, shares: Sequence[Sequence[Task]], now: datetime, *, locked: bool = True) -> list[str]:
    """What everybody was told, when all of them began at once."""
    return run_together(url, folder, shares, now, _told, nullcontext if locked else without_lock)


def _told(task: Task, now: datetime) -> str:
    person = db.session.get_one(Person, task.person_id)
    try:
        match task.verb:
            case "sign_up" | "wait":
                options = {"waiting_allowed": task.verb == "wait"}
                services.sign_up(task.need, by=person, language="zh", now=now, **options)
            case "withdraw":
                services.withdraw(task.code, by=person, now=now)
            case "swap":
                services.offer_swap(task.code, task.needs, by=person, now=now)
            case "book":
                bookings.book(task.need, by=person, seats=1, now=now)
    except Exception as error:
        return answer_of(error)
    return "done"


@contextmanager
def without_lock() -> Iterator[None]:
    """Take away the shift's row lock and SQLite's write lock, and widen the gap between the question and the insert."""
    take_write_lock_away()
    with mock.patch.object(lock, "hold", lambda query: query), slowed(sign_up_module, "weigh"):
        yield
