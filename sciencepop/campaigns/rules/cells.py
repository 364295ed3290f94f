"""What may be shown of counts of people: no cell that is small, and none that could be found by subtracting."""

from __future__ import annotations

from collections.abc import Mapping

Cell = int | None
"""A count as it may be shown; None stands for one that may not."""


def shown(cells: Mapping[str, int], least: int, kept: str = "") -> dict[str, Cell]:
    """The cells of one total that may be shown; 0 says that nobody is there and may.

    Where what is hidden is together still fewer than `least`, the smallest of the others is hidden too: the total less
    all that is shown would tell it. `kept` is not hidden for that; rather the total is (`shown_total`).
    """
    hidden = {name for name, count in cells.items() if 0 < count < least}
    rest = sorted((count, name) for name, count in cells.items() if count >= least and name != kept)
    while hidden and rest and sum(cells[name] for name in hidden) < least:
        hidden.add(rest.pop(0)[1])
    return {name: None if name in hidden else count for name, count in cells.items()}


def shown_total(cells: Mapping[str, int], seen: Mapping[str, Cell], least: int) -> Cell:
    """All together, where that does not tell what is hidden."""
    hidden = sum(count for name, count in cells.items() if seen[name] is None)
    return None if 0 < hidden < least else sum(cells.values())


def shown_alone(count: int, least: int) -> Cell:
    """A count that is part of no total which is shown."""
    return None if 0 < count < least else count
