"""A computed figure with the rows that make it, how they make it, and the digest that a filing is held by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any

from sciencepop.yearcheck.rules.said import NOT_APPLICABLE

Rows = Mapping[str, int]
"""By key (`occurrence:17`) how much a row adds."""


class How(StrEnum):
    """`growth` has two rows, this year's and last year's."""

    SUM = "sum"
    MEDIAN = "median"
    GROWTH = "growth"


@dataclass(frozen=True)
class Counted:
    """`rows` is None where there is nothing to count by, such as hours that were never told: nothing is said then, and
    nothing earned. No rows are another thing: they come to 0.
    """

    rows: Rows | None
    how: How = How.SUM

    @property
    def said(self) -> str:
        return value_of(self.rows, self.how)


def value_of(rows: Rows | None, how: How) -> str:
    """What rows come to, as a figure says it."""
    if rows is None:
        return ""
    amounts = list(rows.values())
    match how:
        case How.SUM:
            return str(sum(amounts))
        case How.MEDIAN:
            return str(_rounded(median(amounts) * 2, 2)) if amounts else NOT_APPLICABLE
        case How.GROWTH:
            if len(amounts) != 2 or amounts[1] <= 0:
                return NOT_APPLICABLE
            return str(_rounded((amounts[0] - amounts[1]) * 100, amounts[1]))


def _rounded(above: float, below: int) -> int:
    """A quotient in whole numbers, halves away from nothing, without the errors of floating point."""
    whole, sign = int(abs(above)), 1 if above >= 0 else -1
    return sign * ((2 * whole + below) // (2 * below))


def digest_of(figure: str, said: str, computation: str, parameters: Mapping[str, Any], rows: Rows | None) -> str:
    """SHA-256 of a frozen figure: whoever changes the number, its query or its rows changes this."""
    whole = [figure, said, computation, dict(parameters), None if rows is None else sorted(rows.items())]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
