"""The six digits on a shift's screen, new each minute, as those of an occurrence (`bookings.tickets`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sciencepop.bookings.rules.venue_codes import digits_of, step_at
from sciencepop.core.signing import keyed_hash, same


def shift_code(shift_id: int, now: datetime) -> str:
    """The digits of this minute."""
    return _digits(shift_id, step_at(now))


def is_shift_code(shift_id: int, typed: str, now: datetime) -> bool:
    """Whether these are the digits of this minute or the one before."""
    return is_code_of(shift_id, typed, now, (0, -1))


def is_code_of(shift_id: int, typed: str, at: datetime, minutes: Sequence[int]) -> bool:
    """Whether these are the digits of one of so many minutes after (before: negative) a moment."""
    given = "".join(typed.split())
    if not given.isascii():
        return False
    step = step_at(at)
    return any([same(_digits(shift_id, step + more), given) for more in minutes])


def _digits(shift_id: int, step: int) -> str:
    return digits_of(keyed_hash("shift", str(shift_id), str(step)))
