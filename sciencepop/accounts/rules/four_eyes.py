"""Four eyes: what one of the staff may only ask for, and another grants."""

from __future__ import annotations

from datetime import datetime, timedelta

ASKED_DAYS = 14
"""How long what was asked for may wait for its second person."""


def is_second_pair(decider: int, *, asked_by: int, about: int | None = None) -> bool:
    """Whether somebody may grant: neither who asked nor whom it concerns."""
    return decider not in (asked_by, about)


def is_open(decided_at: datetime | None, asked_at: datetime, now: datetime, days: int = ASKED_DAYS) -> bool:
    """Whether something that was asked for can still be decided."""
    return decided_at is None and now - asked_at < timedelta(days=days)


def needs_second(*, to_lead: bool, to_officer: bool, officers: int) -> bool:
    """Whether naming somebody needs another officer: a lead always; an officer once there are two.

    An officer who could name officers alone could make their own second person for everything else.
    """
    return to_lead or (to_officer and officers > 1)
