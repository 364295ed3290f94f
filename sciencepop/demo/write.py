"""Many rows into a table at once: executemany on SQLite, COPY on PostgreSQL.

Both take what a column's type makes of a value, so moments, choices and JSON are stored as the models store them, and
what a row leaves out gets the model's default. Constraints and foreign keys are checked as always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from sqlalchemy import Column, Connection, Table, text

CHUNK = 5_000
SQLITE_CACHE_KIB = 512 * 1024
Row = Mapping[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Insert rows that all name the same columns; returns how many."""
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return 0
    columns = [column for column in table.columns if column.name in first or column.default is not None]
    cells = [_cell(connection, column) for column in columns]
    values = (tuple(cell(row) for cell in cells) for row in chain([first], source))
    put = _execute if connection.dialect.name == "sqlite" else _copy
    done = 0
    while chunk := list(islice(values, CHUNK)):
        put(connection, table.name, [column.name for column in columns], chunk)
        done += len(chunk)
    return done


@contextmanager
def prepared(connection: Connection) -> Iterator[None]:
    """Make the connection fit for one long transaction: no time limits on PostgreSQL, a large page cache on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield
        return
    before = connection.scalar(text("PRAGMA cache_size"))
    connection.execute(text(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}"))
    try:
        yield
    finally:
        connection.execute(text(f"PRAGMA cache_size = {before}"))


def fix_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL number on after the ids that were given; SQLite does it by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns:
            name = text("SELECT pg_get_serial_sequence(:table, 'id')")
            sequence = connection.scalar(name, {"table": table.name})
            highest = connection.scalar(text(f'SELECT max(id) FROM "{table.name}"'))  # noqa: S608 - our own names
            if sequence and highest:
                connection.execute(text("SELECT setval(:name, :value)"), {"name": sequence, "value": highest})


def refresh_statistics(connection: Connection) -> None:
    """Tell the database's planner how much there is now."""
    connection.execute(text("ANALYZE"))


def _cell(connection: Connection, column: Column[Any]) -> Callable[[Row], Any]:
    """What reads a column's value of a row, as the driver takes it."""
    name = column.name
    make = _default(column)
    adapt = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if adapt is None:
        return lambda row: row[name] if name in row else make()
    process = adapt
    return lambda row: process(row[name] if name in row else make())


def _default(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    if default is None:
        return lambda: None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


def _execute(connection: Connection, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})'  # noqa: S608 - our own names
    connection.exec_driver_sql(statement, rows)


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({", ".join(columns)}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def in_chunks(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """A list in pieces that fit into one statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
