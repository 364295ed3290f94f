"""The day and hour of a moment in the district, worked out by the database: "2026-10-24 19"."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from sciencepop.core.clock import SHANGHAI


class LocalHour(GenericFunction[str]):
    """`LocalHour(column)`: its first ten letters are the day, the last two the hour."""

    type = String()
    inherit_cache = True


@compiles(LocalHour, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    # Clocks in China have not been changed since 1991, so eight hours are right for all that a site holds.
    return f"strftime('%Y-%m-%d %H', {compiler.process(element.clauses, **more)}, '+8 hours')"


@compiles(LocalHour, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    inner = compiler.process(element.clauses, **more)
    return f"to_char(timezone('{SHANGHAI.key}', {inner}), 'YYYY-MM-DD HH24')"
