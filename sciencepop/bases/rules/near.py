"""Which of many points lie close to one: a grid, so that two thousand rows are compared with their neighbours only."""

from __future__ import annotations

from collections import defaultdict

from sciencepop.bases.rules.points import Point, distance_km

SAME_PLACE_KM = 0.05
_CELL = 0.001
"""Degrees: above 90 m each way at these latitudes, so what is near lies in the cell or beside it."""


class Near:
    """Points with what stands there, in the order in which they were added."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Point, int]]] = defaultdict(list)

    def add(self, point: Point, key: int) -> None:
        self._cells[self._cell(point)].append((point, key))

    def around(self, point: Point) -> list[int]:
        """The keys within SAME_PLACE_KM."""
        row, column = self._cell(point)
        beside = ((row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1))
        found = (one for cell in beside for one in self._cells.get(cell, ()))
        return [key for there, key in found if distance_km(point, there) <= SAME_PLACE_KM]

    @staticmethod
    def _cell(point: Point) -> tuple[int, int]:
        return int(point.lat // _CELL), int(point.lon // _CELL)
