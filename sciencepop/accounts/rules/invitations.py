"""Asking somebody by their address: how often, for how long, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sciencepop.accounts.rules.refusals import Refusal

ASKS_A_DAY = 60
"""So many may one person ask in a day: a unit names a class at once."""
LETTERS_A_MONTH = 3
"""So many invitations are written to an address in a month, whoever asks. That it gets none is told to nobody."""
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
LASTS = timedelta(days=14)
KEPT = timedelta(days=90)
"""So long an invitation is known, so that letters to an address can be counted."""


class Reply(StrEnum):
    """OPEN until AGREED, DECLINED or TAKEN_BACK; SILENT once its time is over."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    SILENT = "silent"


def reply_of(answered_at: datetime | None, agreed: bool | None, expires_at: datetime, now: datetime) -> Reply:
    """What became of an invitation; an answer without yes or no is whoever asked, who took it back."""
    if answered_at is None:
        return Reply.OPEN if now < expires_at else Reply.SILENT
    if agreed is None:
        return Reply.TAKEN_BACK
    return Reply.AGREED if agreed else Reply.DECLINED


def refuse_asking(*, is_open: bool, asked_today: int) -> Refusal | None:
    """Whether somebody may ask one more. Both facts are their own doing, so the answer tells them nothing."""
    if is_open:
        return Refusal.ASKED_ALREADY
    return Refusal.ASKED_TOO_OFTEN if asked_today >= ASKS_A_DAY else None


def is_written(letters_this_month: int) -> bool:
    """Whether an address gets one more letter."""
    return letters_this_month < LETTERS_A_MONTH
