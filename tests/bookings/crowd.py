"""Many real processes that want the same seats at the same moment.

They go through the same services as everybody. `without_lock` takes the lock away; only the control test asks it.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.services import lock
from sciencepop.core.db import db
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.crowd import answer_of, run_together, slowed, take_write_lock_away

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
    """Everything that anybody was told, when all of them began at once."""
    return run_together(url, folder, shares, now, _told, partial(_rules_of_the_race, locked, resources_locked))


def count(told: Sequence[Told]) -> Counter[str]:
    return Counter(one.answer for one in told)


def _told(task: Task, now: datetime) -> Told:
    person = db.session.get(Person, task.person_id) if task.person_id else None
    try:
        return _do(task, person, now)
    except Exception as error:
        return Told(task, answer_of(error))


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
        with mock.patch.object(lock, "hold_resources", lambda query: query), slowed(wish_module, "read_claims", 0.15):
            yield
    else:
        yield


@contextmanager
def without_lock() -> Iterator[None]:
    """Take away the pool's row lock and SQLite's write lock, and widen the gap between the question and the insert."""
    take_write_lock_away()
    with (
        mock.patch.object(lock, "hold", lambda query: query),
        mock.patch.object(lock, "hold_resources", lambda query: query),
        slowed(wish_module, "read_claims"),
    ):
        yield
