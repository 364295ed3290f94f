"""A problem in linear inequalities, in the arrays that solvers take."""

from __future__ import annotations

from collections.abc import Iterable

Term = tuple[int, int]
"""A column and its factor."""


class Linear:
    """Maximise the gains of columns from 0 to their tops; every row is `sum ≤ room`."""

    def __init__(self) -> None:
        self.gains: list[int] = []
        self.tops: list[int] = []
        self.starts: list[int] = [0]
        self.columns: list[int] = []
        self.factors: list[int] = []
        self.rooms: list[int] = []

    def column(self, gain: int, top: int = 1) -> int:
        """A new column, by its number."""
        self.gains.append(gain)
        self.tops.append(top)
        return len(self.gains) - 1

    def row(self, terms: Iterable[Term], room: int) -> None:
        """A new row: the columns times their factors add up to `room` at most."""
        for column, factor in terms:
            self.columns.append(column)
            self.factors.append(factor)
        self.starts.append(len(self.columns))
        self.rooms.append(room)
