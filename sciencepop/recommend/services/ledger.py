"""The ledger of exposure as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sciencepop.recommend.engine.exposure import STARVED, owed
from sciencepop.recommend.shelf import get_shelves


@dataclass(frozen=True)
class Standing:
    """`share` is what a base got as a part of an equal share (1 is exactly equal), `owed` the part of its promise that
    is missing. `is_open`: it has sessions to choose from; others are promised nothing."""

    base_id: int
    name_zh: str
    name_en: str
    worth: float
    share: float
    owed: float
    is_open: bool


def read_standing(now: datetime) -> list[Standing]:
    """Every base that has sessions to choose from or was shown, those owed most first."""
    shelves = get_shelves()
    shelf = shelves.get(now)
    ledger = shelves.read_ledger(shelf, now)
    standing, active = ledger.standing(shelf.catalogue.active), set(shelf.catalogue.active.tolist())
    missing = owed(standing)
    rows = [
        Standing(
            base.id,
            base.name_zh,
            base.name_en,
            round(float(ledger.got[at]), 1),
            round(float(standing[at]), 2) if at in active else 0.0,
            round(float(missing[at]), 2),
            at in active,
        )
        for at, base in enumerate(shelf.numbers.bases)
        if at in active or ledger.got[at] > 0
    ]
    return sorted(rows, key=lambda row: (not row.is_open, -row.owed, row.share, row.name_zh))


def count_starved(now: datetime) -> tuple[int, int]:
    """How many bases have sessions to choose from, and how many of these got less than STARVED."""
    shares = [row.share for row in read_standing(now) if row.is_open]
    return len(shares), sum(share < STARVED for share in shares)
