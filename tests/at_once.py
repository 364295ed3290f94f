"""Several verbs at the same moment, each in a thread with a connection of its own, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from tests.conftest import close_app, make_app


@contextmanager
def app_of_its_own(request: pytest.FixtureRequest, folder: Path, name: str) -> Iterator[Flask]:
    """An application on an empty database where commits are real; `request.param` says which database."""
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'race.db'}"
    else:
        url = request.getfixturevalue("postgres").create(name)
    app = make_app(url, folder)
    yield app
    close_app(app)


def at_once(app: Flask, verbs: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each verb answered, in their order: its value, or the code of its refusal. Anything else is raised here."""
    gun = threading.Barrier(len(verbs))
    answers: list[Any] = [None] * len(verbs)
    crashes: list[BaseException] = []

    def run(number: int) -> None:
        with app.app_context():
            db.session.connection()
            db.session.rollback()
            gun.wait(30)
            try:
                answers[number] = verbs[number]()
            except RuleBroken as broken:
                answers[number] = broken.code.value
            except BaseException as error:
                crashes.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits for a lock"
    if crashes:
        raise crashes[0]
    return answers
