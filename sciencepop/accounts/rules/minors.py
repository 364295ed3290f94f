"""When staff may see what is known of children (未成年人网络保护条例 art. 36: least privilege, approved, logged)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sciencepop.accounts.rules.refusals import Refusal

MOST_DAYS = 30
SHORTEST_REASON = 8


class MinorsPurpose(StrEnum):
    CARE = "care"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    INSPECTION = "inspection"


def refuse_permit(reason: str, until_on: date, today: date) -> Refusal | None:
    """Why this cannot be asked for: nothing said, a day that is over, or too long."""
    if len(reason.strip()) < SHORTEST_REASON:
        return Refusal.PERMIT_UNEXPLAINED
    return None if today <= until_on < today + timedelta(days=MOST_DAYS) else Refusal.PERMIT_TOO_LONG


def is_in_force(*, granted: bool, until_on: date, is_ended: bool, today: date) -> bool:
    """Whether a permit opens anything on that day; it ends by itself."""
    return granted and not is_ended and today <= until_on
