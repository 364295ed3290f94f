"""Rows of data that hold for a time: thresholds, weights, periods, categories. What holds is asked of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """`from_on` and `until_on` are ISO days, both included; '' is without a beginning or an end."""

    @property
    def from_on(self) -> str: ...

    @property
    def until_on(self) -> str: ...


Row = TypeVar("Row", bound=Dated)


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows that hold on a day, in their order."""
    day = on.isoformat()
    return [row for row in rows if row.from_on <= day and (not row.until_on or day <= row.until_on)]


def refuse_overlap(rows: Sequence[Row], *key: str) -> None:
    """Raise ValueError where two rows of one key hold on the same day, or a day is none."""
    seen: dict[tuple[str, ...], list[tuple[date, date]]] = {}
    for row in rows:
        first = date.fromisoformat(row.from_on) if row.from_on else date.min
        last = date.fromisoformat(row.until_on) if row.until_on else date.max
        name = tuple(str(getattr(row, part)) for part in key)
        if last < first or any(first <= end and start <= last for start, end in seen.setdefault(name, [])):
            raise ValueError(f"{' '.join(name)}: two rows hold on one day, or the days are out of order")
        seen[name].append((first, last))
