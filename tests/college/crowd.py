"""Many real processes that want the same seats of a class at the same moment; see `tests.crowd`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest import mock

from sciencepop.accounts.models import Person
from sciencepop.college import services
from sciencepop.college.services import lock
from sciencepop.core.db import db
from tests.crowd import answer_of, run_together, slowed, take_write_lock_away

enrol_module = importlib.import_module("sciencepop.college.services.enrol")


@dataclass(frozen=True)
class Task:
    """A person who enrols in a class."""

    person_id: int
    code: str


def run(url: str, folder: Path, shares: Sequence[Sequence[Task]], now: datetime, *, locked: bool = True) -> list[str]:
    """What everybody was told, when all of them began at once."""
    return run_together(url, folder, shares, now, _told, nullcontext if locked else without_lock)


def _told(task: Task, now: datetime) -> str:
    person = db.session.get_one(Person, task.person_id)
    try:
        services.enrol(task.code, by=person, language="zh", now=now)
    except Exception as error:
        return answer_of(error)
    return "done"


@contextmanager
def without_lock() -> Iterator[None]:
    """Take away the class's row lock and SQLite's write lock, and widen the gap between the question and the insert."""
    take_write_lock_away()
    with mock.patch.object(lock, "hold", lambda query: query), slowed(enrol_module, "weigh"):
        yield
