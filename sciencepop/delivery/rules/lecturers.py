"""Whether somebody may be sent to give lectures: only who agreed, or a mere name with no account behind it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal


class Consent(StrEnum):
    """NAMED: what the supplier wrote, nobody's account. ASKED by a letter, until they AGREED or DECLINED; then LEFT."""

    NAMED = "named"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    LEFT = "left"


COMES = (Consent.NAMED, Consent.AGREED)
"""Who may be sent."""

A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)
KEPT = timedelta(days=90)
"""So long after it was written an invitation is known, so that letters to an address can be counted."""


def refuse_asking(*, is_open: bool, asked_today: int, policy: Policy) -> Refusal | None:
    """Whether a supplier may ask one more. Both facts are the supplier's own doing, so the answer tells it nothing."""
    if is_open:
        return Refusal.ASKED_ALREADY
    return Refusal.ASKED_TOO_OFTEN if asked_today >= policy.lecturer_asks else None


def is_written(letters_this_month: int, policy: Policy) -> bool:
    """Whether an address gets one more letter, whoever asks. That it gets none is told to nobody."""
    return letters_this_month < policy.lecturer_letters
