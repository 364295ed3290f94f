"""Letters of care that no person's pressing causes: in the morning, because daily work is done at night."""

from __future__ import annotations

from datetime import datetime

from sciencepop.core.clock import local
from sciencepop.volunteers.services import milestones, training

HOUR = 8
"""When the quiet hours are over."""


def write_in_the_morning(now: datetime) -> int:
    """Tell of trainings that end and thank for hours, between 8 and 9; returns how many got a letter.

    Each is told once, so it may be called every minute; what a morning misses is told on the next.
    """
    if local(now).hour != HOUR:
        return 0
    return training.tell_expiring(now) + milestones.thank_for_hours(now)
