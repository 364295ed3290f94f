"""What stepping back means, by how near the shift is."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(hours=24)


class Price(StrEnum):
    """NONE holds no place yet; EARLY leaves time to find somebody; LATE calls substitutes at once."""

    NONE = "none"
    EARLY = "early"
    LATE = "late"


def price_of(*, holds_place: bool, starts_at: datetime, now: datetime) -> Price:
    """What giving an assignment up now means."""
    if not holds_place:
        return Price.NONE
    return Price.LATE if starts_at - now < LATE else Price.EARLY
