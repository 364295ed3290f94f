"""The six digits on a shift's screen, new each minute, as all screens have them (`bookings.tickets`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sciencepop.bookings.tickets import is_screen_code, screen_code

_SCREEN = "shift"


def shift_code(shift_id: int, now: datetime) -> str:
    """The digits of this minute."""
    return screen_code(_SCREEN, shift_id, now)


def is_shift_code(shift_id: int, typed: str, at: datetime, minutes: Sequence[int] = (0, -1)) -> bool:
    """Whether these are the digits of one of so many minutes after (before: negative) a moment."""
    return is_screen_code(_SCREEN, shift_id, typed, at, minutes)
