"""What is lent and comes back: spans of days, both included, of one unit never overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_DAYS = 60
AHEAD_DAYS = 365


class Condition(StrEnum):
    GOOD = "good"
    WORN = "worn"
    BROKEN = "broken"
    LOST = "lost"


USABLE = (Condition.GOOD, Condition.WORN)


class LoanState(StrEnum):
    """Asked for with a unit held; handed out; come back and looked over. Refused and cancelled hold nothing."""

    BOOKED = "booked"
    OUT = "out"
    RETURNED = "returned"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class LoanAct(StrEnum):
    HAND_OUT = "hand_out"
    TAKE_BACK = "take_back"
    REFUSE = "refuse"
    CANCEL = "cancel"


AFTER: dict[tuple[LoanState, LoanAct], LoanState] = {
    (LoanState.BOOKED, LoanAct.HAND_OUT): LoanState.OUT,
    (LoanState.BOOKED, LoanAct.REFUSE): LoanState.REFUSED,
    (LoanState.BOOKED, LoanAct.CANCEL): LoanState.CANCELLED,
    (LoanState.OUT, LoanAct.TAKE_BACK): LoanState.RETURNED,
}

HOLDS = (LoanState.BOOKED, LoanState.OUT)


@dataclass(frozen=True)
class Days:
    first: date
    last: date

    def overlaps(self, other: Days) -> bool:
        return self.first <= other.last and other.first <= self.last


def are_sane(days: Days, today: date) -> bool:
    """From today on, in order, and neither too long nor too far away."""
    return (
        today <= days.first <= days.last
        and (days.last - days.first).days < LONGEST_DAYS
        and (days.first - today).days <= AHEAD_DAYS
    )


def is_free(days: Days, held: Iterable[Days]) -> bool:
    """Whether a unit that is held on these days can be lent on others. One that is late holds until today at least."""
    return not any(days.overlaps(other) for other in held)


def is_late(state: LoanState, last: date, today: date) -> bool:
    return state is LoanState.OUT and last < today
