"""What is signed for: a digest of a figure with all that made it, and of a set of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sciencepop.statistics.rules.cells import Cell
from sciencepop.statistics.rules.counting import Row


def digest_of_figure(slug: str, rule: str, parameters: dict[str, Any], cell: Cell, rows: Iterable[Row]) -> str:
    """SHA-256 of a figure: the same rows counted by the same rule with the same parameters give the same."""
    behind = [[row.key, row.on.isoformat() if row.on else "", row.amount] for row in rows]
    return _digest([slug, rule, parameters, cell.text, behind])


def digest_of_set(digests: Iterable[str]) -> str:
    """SHA-256 of all figures of a set, in their order."""
    return _digest(list(digests))


def seen_of(values: Iterable[object]) -> str:
    """What tells whether numbers still are what somebody saw in a form."""
    return _digest([repr(value) for value in values])[:24]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
