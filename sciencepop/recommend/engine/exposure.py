"""The ledger of exposure: what each base was promised and what it got.

A place in a list is worth 1 / log2(rank + 1): the first place 1, the fifth 0.39. Each base with sessions to choose from
is promised a part of what would be an equal share of everything shown; what is short of that, it is owed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sciencepop.recommend.engine.world import Floats, Ints

AIM, PROMISE, STARVED = 0.4, 0.35, 0.25
"""Of an equal share: what the reserved places work towards, what is promised, and what less is starved by. The steps
between them allow for workers that are some lists behind."""


def worth(rank: int) -> float:
    """What a place is worth; ranks count from 1."""
    return float(1 / np.log2(rank + 1))


class Ledger:
    """What bases got in a period. Workers may each have a copy that is some lists behind: what is owed evens it out."""

    def __init__(self, bases: int, got: Floats | None = None) -> None:
        self.got = np.zeros(bases, np.float32) if got is None else got.astype(np.float32)

    @classmethod
    def of(cls, got: Sequence[float]) -> Ledger:
        """A ledger with what each base got so far, in the order of the bases' numbers."""
        return cls(len(got), np.array(got, np.float32))

    @classmethod
    def equal(cls, bases: int) -> Ledger:
        """A ledger by which nobody is owed anything."""
        return cls(bases, np.ones(bases, np.float32))

    def show(self, shown: Sequence[int]) -> None:
        """A list was shown with sessions of these bases, from the first place down."""
        for rank, base in enumerate(shown, start=1):
            self.got[base] += worth(rank)

    def shares(self, active: Ints) -> Floats:
        """What each of these bases got, as a part of an equal share; 1 is exactly equal."""
        got = self.got[active]
        shares: Floats = got * len(active) / max(float(got.sum()), 1e-9)
        return shares

    def standing(self, active: Ints) -> Floats:
        """The shares of all bases, by base; 1 for those that have nothing to choose from and so are owed nothing."""
        standing = np.ones(len(self.got), np.float32)
        standing[active] = self.shares(active)
        return standing


def owed(standing: Floats, of: float = PROMISE) -> Floats:
    """How much of its promise, or of another part of an equal share, each base is missing, 0 to 1."""
    missing: Floats = np.maximum(1 - standing / of, 0)
    return missing


def short(standing: Floats) -> Floats:
    """How much each base is missing of an equal share, 0 to 1."""
    missing: Floats = np.maximum(1 - standing, 0)
    return missing


def gini(amounts: Floats) -> float:
    """0 where all have the same, near 1 where one has everything."""
    ordered = np.sort(np.asarray(amounts, float))
    if not ordered.size or ordered.sum() <= 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))
