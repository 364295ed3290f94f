"""What may be shown of counts of people: no cell that is small, and none that could be found by subtracting."""

from __future__ import annotations

from collections.abc import Mapping

Cell = int | None
"""A count as it may be shown; None stands for “fewer than the least”."""


def shown(cells: Mapping[str, int], least: int) -> dict[str, Cell]:
    """The cells of one total that may be shown; 0 says that nobody is there and may.

    Where what is hidden is together still fewer than `least`, the smallest of the others is hidden too: the total less
    all that is shown would tell it.
    """
    hidden = {name for name, count in cells.items() if 0 < count < least}
    rest = sorted((count, name) for name, count in cells.items() if count >= least)
    while hidden and rest and sum(cells[name] for name in hidden) < least:
        hidden.add(rest.pop(0)[1])
    return {name: None if name in hidden else count for name, count in cells.items()}


def shown_alone(count: int, least: int) -> Cell:
    """A count that is part of no total which is shown."""
    return None if 0 < count < least else count


def shown_total(cells: Mapping[str, int], least: int) -> Cell:
    """How many there are together; hidden when they are few."""
    return shown_alone(sum(cells.values()), least)
