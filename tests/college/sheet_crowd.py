"""Many real processes that hand in sheets of wishes in the last minute, while somebody closes the round."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sciencepop.accounts.models import Person
from sciencepop.college import services
from sciencepop.core.db import db
from tests.crowd import answer_of, run_together


@dataclass(frozen=True)
class Task:
    """A person who hands in these wishes; without any, an officer who closes the round at `closes_at`."""

    person_id: int
    code: str
    wishes: tuple[str, ...]
    closes_at: datetime


@dataclass(frozen=True)
class Told:
    """What a person was told: the code of their receipt, or why not."""

    person_id: int
    wishes: tuple[str, ...]
    answer: str


def run(url: str, folder: Path, shares: Sequence[Sequence[Task]], now: datetime) -> list[Told]:
    """What everybody was told, when all of them began at once."""
    return run_together(url, folder, shares, now, _told, nullcontext)


def _told(task: Task, now: datetime) -> Told:
    person = db.session.get_one(Person, task.person_id)
    try:
        if task.wishes:
            answer = services.hand_in(task.code, task.wishes, by=person, language="zh", now=now)
        else:
            answer = services.close_round(task.code, by=person, now=task.closes_at)
    except Exception as error:
        answer = answer_of(error)
    return Told(task.person_id, task.wishes, answer)
