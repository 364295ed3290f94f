"""How many a need has and lacks, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fill(StrEnum):
    """EMPTY and SHORT warn: nobody yet, or fewer than the minimum. LOW lacks the target, GOOD has it, FULL has all."""

    EMPTY = "empty"
    SHORT = "short"
    LOW = "low"
    GOOD = "good"
    FULL = "full"


WARNINGS = (Fill.EMPTY, Fill.SHORT)


@dataclass(frozen=True)
class Numbers:
    """`taken` hold a place (offers too), `firm` of them are certain, `waiting` stand in line, `applied` ask."""

    minimum: int
    target: int
    maximum: int
    taken: int = 0
    firm: int = 0
    waiting: int = 0
    applied: int = 0

    @property
    def free(self) -> int:
        return self.maximum - self.taken

    @property
    def fill(self) -> Fill:
        """How well the need is filled by those who are certain."""
        if self.firm >= self.maximum:
            return Fill.FULL
        if self.firm >= self.target:
            return Fill.GOOD
        if not self.firm:
            return Fill.EMPTY
        return Fill.SHORT if self.firm < self.minimum else Fill.LOW

    @property
    def is_warning(self) -> bool:
        return self.fill in WARNINGS


def are_in_order(minimum: int, target: int, maximum: int) -> bool:
    """Whether 0 ≤ minimum ≤ target ≤ maximum, and at least one place."""
    return 0 <= minimum <= target <= maximum and 1 <= maximum <= 500
