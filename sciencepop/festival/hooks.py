"""What features beside the festival tell its planners. They register here when the application is built.

The festival may not import volunteers; whoever may import both says how many volunteers sessions are short of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from sqlalchemy.orm import Session

ShortReader = Callable[[Session, Collection[int]], Mapping[int, int]]
_short_reader: ShortReader | None = None


def read_short_with(reader: ShortReader) -> None:
    """Say how many volunteers each of some occurrences is short of; those that have enough are absent."""
    global _short_reader  # noqa: PLW0603
    _short_reader = reader


def short_of(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, int]:
    """Missing volunteers by occurrence."""
    return _short_reader(session, occurrence_ids) if _short_reader and occurrence_ids else {}
