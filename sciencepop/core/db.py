"""Tables' common base, how transactions begin, and the one way to write.

Dangerous: on SQLite the driver's own transaction handling lets eight threads take the same last seat. This module
takes it over: reading transactions begin with BEGIN (a snapshot), writing ones with BEGIN IMMEDIATE (the one write
lock, before anything is read). On PostgreSQL services lock the rows they decide on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

import click
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Engine,
    Enum,
    Integer,
    MetaData,
    String,
    Time,
    event,
    func,
    select,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

Id = BigInteger().with_variant(Integer, "sqlite")


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table inherits: names of constraints, and the types behind the annotations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the declarative base's own way
        datetime: UTCDateTime(),
        date: Date(),
        time: Time(),
        str: String(),
        list[str]: JSON(),
        dict[str, Any]: JSON(),
    }


def choice(kind: type[StrEnum], name: str) -> Enum:
    """A column type that stores an enum's value as text, with a CHECK of that name."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        length=40,
    )


db = SQLAlchemy()


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    if click.get_current_context(silent=True):
        prepare_migrations(app)


def prepare_migrations(app: Flask) -> None:
    """What `flask db` needs. A web process has no use for it, and it weighs 11 MB."""
    from flask_migrate import Migrate

    Migrate(app, db, directory="migrations", render_as_batch=True)


def prepare_engine(engine: Engine) -> None:
    """Attach this module's rules to one engine. Safe to call once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _configure_postgresql)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it INSERT OR REPLACE deletes a row past the trigger that keeps it
        "busy_timeout=20000",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _configure_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '15s'")
        cursor.execute("SET statement_timeout = '60s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '120s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


_on_begin: list[Callable[[Session], None]] = []


def on_write_begin(callback: Callable[[Session], None]) -> None:
    """Have a core module do something first in every writing transaction."""
    if callback not in _on_begin:
        _on_begin.append(callback)


@contextmanager
def write() -> Iterator[Session]:
    """The unit of work of a service verb: a fresh transaction that may write, committed once at the end.

    What was read before is read again under the lock. An exception rolls everything back. A service called by
    another service joins the outer unit and commits with it.
    """
    session = db.session()
    if session.info.get("writes"):
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside write()")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["writes"] = True
    session.info["after_commit"] = []
    try:
        for begin in _on_begin:
            begin(session)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writes"] = False
    for callback in session.info.pop("after_commit", []):
        callback()


@contextmanager
def rehearse() -> Iterator[Session]:
    """Let the verbs called inside do all they do, and take it back: what they would change is seen by their own code.

    No attempt is claimed, and what waits for a commit never happens. Take plain values out; rows are stale afterwards.
    """
    session = db.session()
    if session.info.get("writes") or session.new or session.dirty or session.deleted:
        raise RuntimeError("a rehearsal begins with nothing changed")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["writes"] = True
    try:
        yield session
    finally:
        session.rollback()
        session.info["writes"] = False


@contextmanager
def fresh_session() -> Iterator[Session]:
    """A session whose snapshot begins now; the request's own may be older than a stamp that was just read."""
    with Session(bind=db.engine, join_transaction_mode="create_savepoint") as session:
        yield session


def hold_name(session: Session, name: str) -> None:
    """Let units of work that name the same thing follow one another, where there is no row yet that could be locked.

    On SQLite the one write lock does it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def after_commit(callback: Callable[[], None]) -> None:
    """Run a function once the present unit of work has been committed; never if it is rolled back."""
    callbacks = db.session().info.get("after_commit")
    if callbacks is not None and callback not in callbacks:
        callbacks.append(callback)
