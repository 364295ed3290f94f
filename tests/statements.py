"""Counting what a page or a verb asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from sciencepop.core.db import db

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")
"""A commit of the tested code is a savepoint of the test's transaction."""


@contextmanager
def counted(first_word: str = "") -> Iterator[list[str]]:
    """The statements that run meanwhile, without the frame of transactions; `first_word` alone where it is given."""
    seen: list[str] = []

    def watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        words = statement.lstrip().upper()
        if words.startswith(first_word) and not words.startswith(FRAME):
            seen.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", watch)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", watch)
