"""Version numbers of read models: one cheap question tells whether a cached rendering is still true.

`programme` rises when anything public changes (bases, events, occurrences), `fullness` when a session becomes full or
is full no longer, `seats` when a claim changes. `seats` is kept in shards by pool so that bookings of different pools
do not wait for each other; its version is the shards' sum. A stamp is raised inside the transaction that makes the
change, so whoever sees the new number sees the new data.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Engine, bindparam, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.db import Base, db

SEAT_SHARDS = 64


class Stamped(StrEnum):
    PROGRAMME = "programme"
    FULLNESS = "fullness"
    SEATS = "seats"


class Stamp(Base):
    __tablename__ = "stamp"

    name: Mapped[str] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)


ROWS = frozenset({(name.value, 0) for name in Stamped} | {(Stamped.SEATS.value, shard) for shard in range(SEAT_SHARDS)})
"""Name and shard of every row that `_raise` counts on."""


def seed(session: Session) -> None:
    """Make the rows; harmless when they exist."""
    have = {(stamp.name, stamp.shard) for stamp in session.query(Stamp)}
    for name, shard in sorted(ROWS - have):
        session.add(Stamp(name=name, shard=shard, version=0))


def programme_changed(session: Session) -> None:
    """Something that public pages or feeds show has changed.

    Takes the stamp of fullness too: whoever will change the seats of several pools holds it before the first shard.
    """
    _raise(session, Stamped.PROGRAMME, 0)
    fullness_changed(session)


def fullness_changed(session: Session) -> None:
    """A session has become full, or is so no longer. Call before `seats_changed`."""
    _raise(session, Stamped.FULLNESS, 0)


def seats_changed(session: Session, pool_ids: set[int]) -> None:
    """Claims on these pools have changed. Call last, with the pools' locks held: shards are taken in order."""
    for shard in sorted({pool_id % SEAT_SHARDS for pool_id in pool_ids}):
        _raise(session, Stamped.SEATS, shard)


def _raise(session: Session, name: Stamped, shard: int) -> None:
    session.execute(_RAISE, {"raised": name.value, "of": shard})


_table = Base.metadata.tables[Stamp.__tablename__]
_RAISE = (
    update(_table)
    .where(_table.c.name == bindparam("raised"), _table.c.shard == bindparam("of"))
    .values(version=_table.c.version + 1)
)
"""Put together once and without the ORM's part: every booking does it, with the locks held."""


@dataclass(frozen=True)
class Versions:
    """The read models' versions at one moment."""

    programme: int
    fullness: int
    seats: int

    @property
    def public(self) -> int:
        """Rises with everything that pages and feeds show, the numbers of seats apart."""
        return self.programme + self.fullness

    @classmethod
    def of(cls, sums: Mapping[str, int]) -> Versions:
        return cls(*(int(sums.get(name.value, 0)) for name in (Stamped.PROGRAMME, Stamped.FULLNESS, Stamped.SEATS)))


_SUMS = "SELECT name, SUM(version) FROM stamp GROUP BY name"


class StampReader:
    """Reads the versions on a connection of its own, in microseconds, so that a cached page costs no session.

    On SQLite `PRAGMA data_version` tells without reading a table whether another connection has committed anything.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lock = threading.Lock()
        self.process = 0
        self.cursor: Any = None
        self.data_version = -1
        self.versions = Versions(-1, -1, -1)

    def read(self) -> Versions:
        """The versions now. Raises OperationalError when the database cannot be asked."""
        with self.lock:
            try:
                return self._read()
            except self.engine.dialect.dbapi.Error:  # type: ignore[union-attr]
                return self._read_anew()

    def _read_anew(self) -> Versions:
        """Once more on a new connection, because the old one was lost."""
        self._drop()
        try:
            return self._read()
        except self.engine.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            self._drop()
            raise OperationalError(_SUMS, None, error) from error

    def close(self) -> None:
        """Give the connection back; the next read opens a new one."""
        with self.lock:
            self._drop()

    def _drop(self) -> None:
        if self.cursor is not None and self.process == os.getpid():
            with suppress(self.engine.dialect.dbapi.Error):  # type: ignore[union-attr]
                self.cursor.connection.close()
        self.cursor = None

    def _read(self) -> Versions:
        if self.cursor is None or self.process != os.getpid():
            self._connect()
        version = -1
        if self.engine.dialect.name == "sqlite":
            version = self.cursor.execute("PRAGMA data_version").fetchone()[0]
            if version == self.data_version:
                return self.versions
        sums = dict(self.cursor.execute(_SUMS).fetchall())
        self.versions = Versions.of(sums)
        self.data_version = version
        return self.versions

    def _connect(self) -> None:
        arguments, options = self.engine.dialect.create_connect_args(self.engine.url)
        connection: Any
        if self.engine.dialect.name == "sqlite":
            connection = sqlite3.connect(arguments[0], isolation_level=None, timeout=20, check_same_thread=False)
        else:
            connection = self.engine.dialect.connect(*arguments, **{**options, "autocommit": True})
        self.cursor = connection.cursor()
        self.process = os.getpid()
        self.data_version = -1


class SessionReader:
    """Reads the versions in the session of a test, whose transaction no other connection sees into."""

    def read(self) -> Versions:
        with db.session.no_autoflush:  # somebody may be in the middle of a change
            sums = {name: version for name, version in db.session.execute(text(_SUMS))}
        return Versions.of(sums)


def init_app(app: Flask) -> None:
    with app.app_context():
        app.extensions["stamps"] = SessionReader() if app.testing else StampReader(db.engine)


def current() -> Versions:
    """The versions as they are now. Read them before the data whose rendering they shall vouch for."""
    reader: StampReader | SessionReader = current_app.extensions["stamps"]
    return reader.read()


def in_request() -> Versions:
    """The same, asked once in a request that only reads."""
    if not has_request_context() or request.method not in ("GET", "HEAD"):
        return current()
    if "versions" not in g:
        g.versions = current()
    found: Versions = g.versions
    return found
