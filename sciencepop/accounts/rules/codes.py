"""One-time codes: how long they live, how often they may be tried and asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

DIGITS = 6
MINUTES = 10
TRIES = 5
RESEND_SECONDS = 60
PER_HOUR = 5
PER_DAY = 15
KEPT_DAYS = 2


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    ADD_ADDRESS = "add_address"
    RESET = "reset"
    PROVE = "prove"


class Asking(StrEnum):
    """What to do when somebody asks for a code: send one, point at the one just sent, or refuse."""

    SEND = "send"
    JUST_SENT = "just_sent"
    TOO_MANY = "too_many"


def answer_to_asking(sent_at: Sequence[datetime], same_sent_at: datetime | None, now: datetime) -> Asking:
    """Decide by when codes went to this address before (any order, any purpose), whoever asked for them.

    `same_sent_at`: when the last code for the very same purpose went out.
    """
    if same_sent_at is not None and same_sent_at > now - timedelta(seconds=RESEND_SECONDS):
        return Asking.JUST_SENT
    in_day = sum(moment > now - timedelta(days=1) for moment in sent_at)
    in_hour = sum(moment > now - timedelta(hours=1) for moment in sent_at)
    return Asking.TOO_MANY if in_hour >= PER_HOUR or in_day >= PER_DAY else Asking.SEND


def is_live(*, expires_at: datetime, used_at: datetime | None, tries: int, now: datetime) -> bool:
    """Whether a code may still be tried."""
    return used_at is None and now < expires_at and tries < TRIES


def read_code(text: str) -> str | None:
    """Six digits out of what somebody typed, with full-width digits and spaces forgiven."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else None
