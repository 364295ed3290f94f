from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.db import after_commit, db, write
from tests.cast import Cast


def test_write_keeps_what_it_did_and_then_runs_what_waits_for_the_commit(app: Flask) -> None:
    seen: list[int] = []
    with write() as session:
        session.add(Person(name="甲", created_at=clock.now()))
        after_commit(lambda: seen.append(1))
        assert seen == []
    assert seen == [1]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_write_takes_everything_back_when_something_is_refused(app: Flask) -> None:
    def fail() -> None:
        with write() as session:
            session.add(Person(name="乙", created_at=clock.now()))
            session.flush()
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        fail()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_change_outside_write_is_an_error(cast: Cast) -> None:
    cast.resident.name = "changed outside"
    with pytest.raises(RuntimeError, match="outside"), write():
        pass
    db.session.rollback()
