"""Numbers of the plan: read and written in hundredths, and how far an actual one is of its target."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")


def read_number(text: str) -> int | None:
    """Hundredths of what was typed, in full-width digits too; None where it is no number with at most two places."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def write_number(hundredths: int | None) -> str:
    """As people write it: 72, 26.5; '' for nothing."""
    if hundredths is None:
        return ""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)


def percent_of(actual: int | None, target: int | None) -> int | None:
    """How much of the target was reached, rounded down, so that 99.9 % are not yet all. None without both."""
    if actual is None or target is None:
        return None
    return 100 if target == 0 else actual * 100 // target
