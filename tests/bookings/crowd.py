"""Many real processes that want the same seats at the same moment.

Each process builds the application on the given database, waits for the starting gun, does its work through the same
services as everybody, and reports what it was told. `without_lock` takes the lock away; only the control test asks it.
"""

from __future__ import annotations

import importlib
import multiprocessing
import time
from collections import Counter
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
from sciencepop.bookings import services
from sciencepop.bookings.services import lock
from sciencepop.core import db as core_db
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.services.cancel import cancel_occurrence

SLOWED_SECONDS = 0.05
wish_module = importlib.import_module("sciencepop.bookings.services.wish")


@dataclass(frozen=True)
class Task:
    """One thing to do: `verb` is book, wait, cancel, accept, decline, expire, resize (to `seats`) or gate; or group,
    confirm, end_group, expire_groups; or outing, call_off.

    A group asks for the sessions `occurrence_id` and `also`, in this order, in the name of `organisation_id`; an outing
    has these stops. `call_off` is the organiser's.
    """

    verb: str
    person_id: int = 0
    occurrence_id: int = 0
    seats: int = 1
    code: str = ""
    also: tuple[int, ...] = ()
    organisation_id: int = 0


@dataclass(frozen=True)
class Told:
    """What came of a task: `confirmed`, `waiting`, `done`, the code of a refusal, or `busy`."""

    task: Task
    answer: str
    code: str = ""


def run(
    url: str,
    folder: Path,
    shares: Sequence[Sequence[Task]],
    now: datetime,
    *,
    locked: bool = True,
    resources_locked: bool = True,
) -> list[Told]:
    """Give each process its share, fire the gun, and collect everything that anybody was told."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    gun, answers = context.Barrier(len(shares)), context.Queue()
    processes = [
        context.Process(
            target=_work, args=(url, str(folder), list(share), now, (locked, resources_locked), gun, answers)
        )
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


def deal(tasks: Sequence[Task], hands: int) -> list[list[Task]]:
    """Deal the tasks out like cards, so that every process has some of each kind."""
    return [list(tasks[hand::hands]) for hand in range(hands)]


def count(told: Sequence[Told]) -> Counter[str]:
    return Counter(one.answer for one in told)


def _work(
    url: str, folder: str, tasks: list[Task], now: datetime, locks: tuple[bool, bool], gun: Any, answers: Any
) -> None:
    with mock.patch("sciencepop.core.assets.brotli.compress", bytes):  # nobody asks these processes for a stylesheet
        app = create_app(
            Config(mode="test", secret_key="only-for-tests", database_url=url, var=Path(folder), rate_limits=False)
        )
    with app.app_context():
        told: list[Told] = []
        with _rules_of_the_race(*locks):
            db.session.get(Person, tasks[0].person_id)
            db.session.rollback()
            gun.wait(120)
            for task in tasks:
                told.append(_told(task, now))
        db.session.remove()
        db.engine.dispose()
    answers.put(told)


def _told(task: Task, now: datetime) -> Told:
    person = db.session.get(Person, task.person_id) if task.person_id else None
    try:
        return _do(task, person, now)
    except RuleBroken as broken:
        return Told(task, broken.code.value)
    except OperationalError:
        return Told(task, "busy")
    except Exception as error:  # what nobody foresaw is reported, so that the test fails at once and says why
        return Told(task, repr(error))


def _do(task: Task, person: Any, now: datetime) -> Told:
    match task.verb:
        case "book" | "wait":
            booked = services.book(
                task.occurrence_id, by=person, seats=task.seats, now=now, waiting_allowed=task.verb == "wait"
            )
            return Told(task, booked.state.value, booked.code)
        case "cancel":
            services.cancel(task.code, by=person, now=now)
        case "accept":
            services.accept_offer(task.code, by=person, now=now)
        case "decline":
            services.decline_offer(task.code, by=person, now=now)
        case "resize":
            services.resize_pool(task.occurrence_id, task.seats, by=person, now=now)
        case "expire":
            services.expire_offers(now)
        case "gate":
            services.open_gate(task.occurrence_id, name="门", allowance=task.seats, by=person, now=now)
        case _:
            return _do_for_several(task, person, now)
    return Told(task, "done")


def _do_for_several(task: Task, person: Any, now: datetime) -> Told:
    match task.verb:
        case "outing":
            stops = [task.occurrence_id, *task.also]
            return Told(task, "confirmed", services.book_outing(stops, by=person, seats=task.seats, now=now))
        case "call_off":
            cancel_occurrence(task.occurrence_id, reason="下雨", by=person, now=now)
        case "group":
            wish = services.GroupWish(task.organisation_id, "陈老师", "138 0000 0000", {"adult": task.seats}, 0)
            code = services.request_visit([task.occurrence_id, *task.also], wish, by=person, now=now)
            return Told(task, "pending", code)
        case "confirm":
            services.confirm_visit(task.code, by=person, now=now)
        case "end_group":
            services.cancel_visit(task.code, by=person, now=now)
        case "expire_groups":
            services.expire_visits(now)
    return Told(task, "done")


@contextmanager
def _rules_of_the_race(locked: bool, resources_locked: bool) -> Iterator[None]:
    if not locked:
        with without_lock():
            yield
    elif not resources_locked:
        with mock.patch.object(lock, "hold_resources", lambda query: query), slowed(0.15):
            yield
    else:
        yield


@contextmanager
def without_lock() -> Iterator[None]:
    """Take away the pool's row lock and SQLite's write lock, and widen the gap between the question and the insert."""
    engine = db.engine
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.remove(engine, "begin", core_db._begin_sqlite)
        event.listen(engine, "connect", _as_the_driver_does)
    with (
        mock.patch.object(lock, "hold", lambda query: query),
        mock.patch.object(lock, "hold_resources", lambda query: query),
        slowed(),
    ):
        yield


@contextmanager
def slowed(seconds: float = SLOWED_SECONDS) -> Iterator[None]:
    """Let some time pass between reading what is taken and the insert."""
    read = wish_module.read_claims

    def slow(*arguments: Any, **options: Any) -> Any:
        found = read(*arguments, **options)
        time.sleep(seconds)
        return found

    with mock.patch.object(wish_module, "read_claims", slow):
        yield


def _as_the_driver_does(connection: Any, _record: Any) -> None:
    """sqlite3's own way: no transaction until the first change."""
    connection.isolation_level = ""
