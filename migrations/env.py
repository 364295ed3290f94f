"""Alembic's environment: every table of every feature, on the application's own engine."""

from typing import Any

from alembic import context
from flask import current_app

from sciencepop.core import audit, outbox, stamps  # noqa: F401 - their tables
from sciencepop.core.db import Base, UTCDateTime, db


def render_item(kind: str, thing: Any, _autogen: Any) -> str | bool:
    """Write our own types as what the database sees, so that a migration stands alone."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    options = dict(current_app.extensions["migrate"].configure_args)
    options.setdefault("render_as_batch", True)
    options["compare_type"] = False
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_item=render_item, **options)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
