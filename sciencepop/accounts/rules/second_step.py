"""The second step of signing in: how often it may be tried, how long it stays fresh, and what a recovery code is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta

STEP_SECONDS = 30
TRIES = 5
PAUSE_MINUTES = 15
PENDING_MINUTES = 15
FRESH_MINUTES = 10
CHALLENGE_MINUTES = 5
RECOVERY_CODES = 10
MOST_PASSKEYS = 10
RESET_DAYS = 7
SIGN_IN_DAYS = 30
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Of recovery codes: none that is taken for another."""

CODE_LENGTH = 10


def is_required(roles: Collection[str], of_roles: Collection[str], *, since: date, today: date, exempt: bool) -> bool:
    """Whether somebody with these roles may not be let in without the second step on that day."""
    return not exempt and today >= since and bool(set(roles) & set(of_roles))


def is_paused(tries: int, tried_at: datetime | None, now: datetime) -> bool:
    """Whether so many wrong ones came in a row that nothing more is looked at for a while."""
    return tries >= TRIES and tried_at is not None and now < tried_at + timedelta(minutes=PAUSE_MINUTES)


def is_within(moment: datetime | None, minutes: int, now: datetime) -> bool:
    """Whether that moment is no longer ago than so many minutes, and not to come."""
    return moment is not None and timedelta() <= now - moment < timedelta(minutes=minutes)


def steps_around(now: datetime) -> tuple[int, int, int]:
    """The time steps (RFC 6238) whose codes are taken: the present one and its neighbours, for clocks that differ."""
    present = int(now.timestamp()) // STEP_SECONDS
    return present, present - 1, present + 1


def read_app_code(text: str) -> str | None:
    """Six digits as an app shows them, with spaces and full-width digits forgiven."""
    plain = _plain(text)
    return plain if re.fullmatch(r"[0-9]{6}", plain) else None


def read_recovery_code(text: str) -> str | None:
    """A recovery code in its plain form."""
    plain = _plain(text).upper()
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(LETTERS) else None


def shown_code(plain: str) -> str:
    """A recovery code as it is written down: ABCDE-FGHJK."""
    return f"{plain[:5]}-{plain[5:]}"


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
