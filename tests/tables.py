"""The tables of a test's database: each process makes them once and copies them, for there are hundreds."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from sciencepop.core import stamps
from sciencepop.core.db import Base

_made: dict[int, bytes] = {}
"""An empty SQLite database with so many tables; a module that is imported late may bring one more."""


def make_tables(engine: Engine) -> None:
    """Fill an empty database; one that has its tables is left alone."""
    if inspect(engine).has_table("person"):
        return
    if engine.dialect.name == "postgresql":
        _copy_on_server(engine)
        return
    file, size = Path(str(engine.url.database)), len(Base.metadata.tables)
    if size not in _made:
        _make(engine)
        _made[size] = file.read_bytes()
    engine.dispose()
    file.write_bytes(_made[size])


def _copy_on_server(engine: Engine) -> None:
    own, model = Identifier(engine.url.database or ""), f"tables_{len(Base.metadata.tables)}"
    address = engine.url.set(drivername="postgresql", database="postgres").render_as_string()
    with psycopg.connect(address, autocommit=True) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [model]).fetchone():
            engine.dispose()
            admin.execute(SQL("DROP DATABASE {}").format(own))
            admin.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(own, Identifier(model)))
        else:
            _make(engine)
            admin.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(model), own))


def _make(engine: Engine) -> None:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        stamps.seed(session)
        session.commit()
    engine.dispose()
