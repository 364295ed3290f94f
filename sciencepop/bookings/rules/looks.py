"""When staff may look at what a child needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sciencepop.bookings.rules.refusals import Refusal

DAYS_BEFORE = timedelta(days=7)
DAYS_AFTER = timedelta(days=1)
SHORTEST_REASON = 4


def refuse_look(reason: str, *, window: tuple[datetime, datetime] | None, now: datetime) -> Refusal | None:
    """Least privilege: only for a reason in words, from a week before the event until the day after it.

    `window` is when the event begins and ends; None with a permit, which has a last day of its own.
    """
    if window and not window[0] - DAYS_BEFORE <= now <= window[1] + DAYS_AFTER:
        return Refusal.LOOK_TOO_FAR
    return Refusal.REASON_MISSING if len(reason.strip()) < SHORTEST_REASON else None
