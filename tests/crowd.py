"""The frame of every race: many real processes, each with the application on the same database, and a starting gun."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar
from unittest import mock

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from sciencepop import create_app
from sciencepop.accounts.models import Person
from sciencepop.core import db as core_db
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from tests.processes import CONTEXT

SLOWED_SECONDS = 0.05


class Task(Protocol):
    """One thing to do; each share begins with one that has a person."""

    @property
    def person_id(self) -> int: ...


T = TypeVar("T", bound=Task)
Told = TypeVar("Told")
Rules = Callable[[], AbstractContextManager[Any]]


def run_together(
    url: str,
    folder: Path,
    shares: Sequence[Sequence[T]],
    now: datetime,
    do: Callable[[T, datetime], Told],
    rules: Rules,
) -> list[Told]:
    """Give each process its share, fire the gun, and collect what `do` was told of each task.

    `rules` is entered by each process before the gun; a control takes locks away there. Both are functions of a module.
    """
    gun, answers = CONTEXT.Barrier(len(shares)), CONTEXT.Queue()
    processes = [
        CONTEXT.Process(target=_work, args=(url, folder, list(share), now, do, rules, gun, answers)) for share in shares
    ]
    for process in processes:
        process.start()
    told: list[Told] = []
    for _process in processes:
        answer = answers.get(timeout=150)
        assert isinstance(answer, list), f"a process of the race could not even begin: {answer}"
        told += answer
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    answers.close()
    answers.join_thread()
    return told


def deal(tasks: Sequence[T], hands: int) -> list[list[T]]:
    """Deal the tasks out like cards, so that every process has some of each kind."""
    return [list(tasks[hand::hands]) for hand in range(hands)]


def answer_of(error: Exception) -> str:
    """The code of a refusal, `busy`, or what nobody foresaw, so that the test fails at once and says why."""
    if isinstance(error, RuleBroken):
        return str(error.code.value)
    return "busy" if isinstance(error, OperationalError) else repr(error)


def take_write_lock_away() -> None:
    """SQLite's one write lock; on PostgreSQL there is none."""
    engine = db.engine
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.remove(engine, "begin", core_db._begin_sqlite)
        event.listen(engine, "connect", _as_the_driver_does)


@contextmanager
def slowed(module: Any, name: str, seconds: float = SLOWED_SECONDS) -> Iterator[None]:
    """Let some time pass after a module's function has read what is taken, before anything is inserted."""
    read = getattr(module, name)

    def slow(*arguments: Any, **options: Any) -> Any:
        found = read(*arguments, **options)
        time.sleep(seconds)
        return found

    with mock.patch.object(module, name, slow):
        yield


def _work(
    url: str,
    folder: Path,
    tasks: list[T],
    now: datetime,
    do: Callable[[T, datetime], Told],
    rules: Rules,
    gun: Any,
    answers: Any,
) -> None:
    """Whatever goes wrong is told, so that nobody waits for an answer that never comes."""
    app = create_app(Config(mode="test", secret_key="only-for-tests", database_url=url, var=folder, rate_limits=False))
    try:
        with app.app_context():
            with rules():
                db.session.get(Person, tasks[0].person_id)
                db.session.rollback()
                gun.wait(120)
                told = [do(task, now) for task in tasks]
            db.session.remove()
            db.engine.dispose()
    except Exception as error:
        gun.abort()
        answers.put(repr(error))
        raise
    answers.put(told)


def _as_the_driver_does(connection: Any, _record: Any) -> None:
    """sqlite3's own way: no transaction until the first change."""
    connection.isolation_level = ""
