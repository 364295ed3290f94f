"""When staff may look at what a child needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sciencepop.bookings.rules.refusals import Refusal

DAYS_BEFORE = timedelta(days=7)
DAYS_AFTER = timedelta(days=1)
SHORTEST_REASON = 4


def refuse_look(reason: str, *, starts_at: datetime, ends_at: datetime, now: datetime) -> Refusal | None:
    """Least privilege: only for a reason in words, from a week before the event until the day after it."""
    if not starts_at - DAYS_BEFORE <= now <= ends_at + DAYS_AFTER:
        return Refusal.LOOK_TOO_FAR
    return Refusal.REASON_MISSING if len(reason.strip()) < SHORTEST_REASON else None
