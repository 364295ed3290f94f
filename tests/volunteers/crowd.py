"""Many real processes that want the same places at the same moment; see `tests.bookings.crowd`."""

from __future__ import annotations

import importlib
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from sciencepop import create_app
from sciencepop.accounts.models import Person
from sciencepop.bookings import services as bookings
from sciencepop.core import db as core_db
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import services
from sciencepop.volunteers.services import lock
from tests.bookings.crowd import _as_the_driver_does

SLOWED_SECONDS = 0.05
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
    """Give each process its share, fire the gun, and collect what everybody was told."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    gun, answers = context.Barrier(len(shares)), context.Queue()
    processes = [
        context.Process(target=_work, args=(url, str(folder), list(share), now, locked, gun, answers))
        for share in shares
    ]
    for process in processes:
        process.start()
    told = [answer for _process in processes for answer in answers.get(timeout=150)]
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    answers.close()
    answers.join_thread()
    return told


def _work(url: str, folder: str, tasks: list[Task], now: datetime, locked: bool, gun: Any, answers: Any) -> None:
    with mock.patch("sciencepop.core.assets.brotli.compress", bytes):
        app = create_app(
            Config(mode="test", secret_key="only-for-tests", database_url=url, var=Path(folder), rate_limits=False)
        )
    with app.app_context():
        told = []
        with without_lock() if not locked else mock.patch.dict({}):
            db.session.get(Person, tasks[0].person_id)
            db.session.rollback()
            gun.wait(120)
            for task in tasks:
                told.append(_told(task, now))
        db.session.remove()
        db.engine.dispose()
    answers.put(told)


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
    except RuleBroken as broken:
        return broken.code.value
    except OperationalError:
        return "busy"
    except Exception as error:  # what nobody foresaw is reported, so that the test fails at once and says why
        return repr(error)
    return "done"


@contextmanager
def without_lock() -> Iterator[None]:
    """Take away the shift's row lock and SQLite's write lock, and widen the gap between the question and the insert."""
    engine = db.engine
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.remove(engine, "begin", core_db._begin_sqlite)
        event.listen(engine, "connect", _as_the_driver_does)
    weigh = sign_up_module.weigh

    def slow(*arguments: Any, **options: Any) -> Any:
        found = weigh(*arguments, **options)
        time.sleep(SLOWED_SECONDS)
        return found

    with mock.patch.object(lock, "hold", lambda query: query), mock.patch.object(sign_up_module, "weigh", slow):
        yield
