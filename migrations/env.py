"""Alembic's environment: every table of every feature, on the application's own engine."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from sciencepop.core import audit, outbox, stamps  # noqa: F401 - their tables
from sciencepop.core.almanac import models  # noqa: F401 - its tables
from sciencepop.core.db import Base, UTCDateTime, db
from sciencepop.search.models import OWN_TABLES


def render_item(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write our own types as what the database sees, so that a migration stands alone."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """The full text of feature search is the database's own: SQLite keeps tables for it, PostgreSQL an index."""
    return kind not in ("table", "index") or not (name or "").startswith(OWN_TABLES)


def run() -> None:
    options = dict(current_app.extensions["migrate"].configure_args)
    options.setdefault("render_as_batch", True)
    options["compare_type"] = False
    options["include_name"] = include_name
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            set_foreign_keys(connection, "OFF")
        context.configure(connection=connection, target_metadata=Base.metadata, render_item=render_item, **options)
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                refuse_orphans(connection)
        connection.commit()
        if is_sqlite:
            set_foreign_keys(connection, "ON")


def set_foreign_keys(connection: Connection, state: str) -> None:
    """SQLite changes a constraint by making the table anew: other rows may refer to the one that is dropped meanwhile.

    It has to be said outside of a transaction.
    """
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA foreign_keys={state}")


def refuse_orphans(connection: Connection) -> None:
    """What was not checked on the way is checked at the end, before the commit."""
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"the migration leaves rows that refer to nothing: {orphans[:5]}")


run()
