"""One attempt, one effect: a client's POST carries a key, and sending it again gives the first answer.

A key counts for one address (`endpoint` holds the path): a list of buttons may share it, each acting on its own record.
The key's row is the first thing written in the request's unit of work, so it is kept or rolled back with it. A second
request with the same key at the same moment waits on the unique constraint and is then answered from the first one's
result; one that comes later is answered before its view is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import UniqueConstraint, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.db import Base, Id, db, on_write_begin, write

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
KEPT_HOURS = 48
REPLAY = "replay"
"""The attribute of a view that `lead_again` sets."""


class Attempt(Base):
    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("actor", "endpoint", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    actor: Mapped[str]
    endpoint: Mapped[str]
    key: Mapped[str]
    result: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(index=True)


class Replayed(Exception):
    """The same attempt was already carried out; `result` is what the service remembered of it."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


@dataclass
class _Current:
    actor: str
    endpoint: str
    key: str
    row: Attempt | None = None


_current: ContextVar[_Current | None] = ContextVar("attempt", default=None)


_RESULT = select(Attempt.result).where(
    Attempt.actor == bindparam("actor"), Attempt.endpoint == bindparam("endpoint"), Attempt.key == bindparam("key")
)


def init_app(app: Flask) -> None:
    app.before_request(_note_attempt)
    app.teardown_request(_forget)
    app.register_error_handler(Replayed, _answer_again)
    on_write_begin(_claim)


def remember(result: str) -> None:
    """Keep what a replay of the present attempt needs to give the same answer, such as a booking's code."""
    current = _current.get()
    if current and current.row:
        current.row.result = result


def lead_again(where: Callable[..., str], *views: Callable[..., Any]) -> None:
    """Say where the first answer of these views led: whoever presses twice is led to `where(result, **arguments)`."""
    for view in views:
        setattr(view, REPLAY, where)


def purge(now: datetime) -> int:
    """Forget attempts older than KEPT_HOURS; returns how many."""
    with write() as session:
        done = session.execute(delete(Attempt).where(Attempt.created_at < now - timedelta(hours=KEPT_HOURS)))
        return int(getattr(done, "rowcount", 0))


def _forget(_error: BaseException | None) -> None:
    _current.set(None)


def _note_attempt() -> None:
    _current.set(None)
    if request.method != "POST" or not current_user.is_authenticated:
        return
    key = request.form.get("attempt", "")
    if KEY.fullmatch(key):
        current = _Current(str(current_user.id), request.path, key)
        _answer_if_done(db.session(), current)
        _current.set(current)


def _answer_if_done(session: Session, current: _Current) -> None:
    """Raise Replayed for what was carried out already, before a view looks at a record that has changed by it."""
    asked = {"actor": current.actor, "endpoint": current.endpoint, "key": current.key}
    result = session.scalar(_RESULT, asked)
    if result is not None:
        raise Replayed(result)


def _claim(session: Session) -> None:
    current = _current.get()
    if current is None or current.row is not None:
        return
    row = Attempt(actor=current.actor, endpoint=current.endpoint, key=current.key, created_at=clock.now(), result="")
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        _answer_if_done(session, current)
        raise
    current.row = row


def _answer_again(replayed: Replayed) -> Response:
    """Where the first answer led, as the view said with `lead_again`."""
    view = current_app.view_functions.get(request.endpoint or "")
    replay = getattr(view, REPLAY, None)
    target = replay(replayed.result, **(request.view_args or {})) if replay else _same_page()
    return redirect(target or url_for("programme.home"), 303)


def _same_page() -> str:
    """The address that was posted to, if there is a page; else ''."""
    is_page = current_app.url_map.bind("").test(request.path, "GET")
    return request.script_root + request.path if is_page else ""
