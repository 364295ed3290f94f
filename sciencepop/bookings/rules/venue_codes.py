"""The code on the screen at the venue: six digits for a minute, known only to those who stand before it."""

from __future__ import annotations

from datetime import datetime, timedelta

STEP_SECONDS = 60
DIGITS = 6


def step_at(now: datetime) -> int:
    """The number of the minute."""
    return int(now.timestamp()) // STEP_SECONDS


def seconds_left(now: datetime) -> int:
    """Until the screen shows the next code: 1 to 60."""
    return STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


def digits_of(digest: str) -> str:
    """Six digits out of a hexadecimal digest of at least 16 bytes."""
    return f"{int(digest[:32], 16) % 10**DIGITS:0{DIGITS}d}"


def is_open(*, doors_open_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether holders may let themselves in. A step longer at the end: the code was read before."""
    return doors_open_at <= now < ends_at + timedelta(seconds=STEP_SECONDS)
