"""Who may say how it was, until when, and from when on others read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sciencepop.bookings.rules.states import BookingState

OPEN_FOR = timedelta(days=30)
"""How long after the end a first answer is taken."""
CHANGED_FOR = timedelta(days=14)
"""How long an answer may be changed."""
FEWEST = 3
"""Sentences are shown from this many answers on, so that nobody can tell whose they are."""
LONGEST = 300
SCORES = (5, 4, 3, 2, 1)


class Closed(StrEnum):
    """Why no answer is taken."""

    NOT_THERE = "not_there"
    TOO_EARLY = "too_early"
    OVER = "over"


def why_closed(state: BookingState, *, ends_at: datetime, given_at: datetime | None, now: datetime) -> Closed | None:
    """Why this booking's answer is not taken (any more), or None. `given_at`: when it was first given."""
    if state is not BookingState.ATTENDED:
        return Closed.NOT_THERE
    if now < ends_at:
        return Closed.TOO_EARLY
    if now > (given_at + CHANGED_FOR if given_at else ends_at + OPEN_FOR):
        return Closed.OVER
    return None


def shown_sentences(answers: int, sentences: Sequence[str]) -> list[str]:
    """What may be read by those who run the session: in an order that tells nothing of who wrote when."""
    return sorted(sentence for sentence in sentences if sentence) if answers >= FEWEST else []
