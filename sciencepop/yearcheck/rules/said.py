"""What stands at a figure, as one text: '' nothing yet, '-' not applicable, else the value as its kind writes it.

So nothing, none and not applicable are three different things: '' is not '0', and '0' is not '-'.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from sciencepop.core.text import whole_number

NOT_APPLICABLE = "-"
DASHES = frozenset("-－—–−")
MOST = 10**12
"""No base has more of anything; 64 bits hold it, and sums of it."""
LONGEST = 2000


class Kind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    DAY = "day"


def read_said(kind: Kind, text: str) -> str | None:
    """What somebody typed, as it is kept; None for what this kind cannot be."""
    text = text.strip()
    if text in DASHES:
        return NOT_APPLICABLE
    if not text:
        return ""
    match kind:
        case Kind.NUMBER:
            digits = normalize("NFKC", text).replace(",", "")  # as people write thousands, in full width too
            number = whole_number(digits, MOST)
            return None if number is None else str(number)
        case Kind.YES_NO:
            return text if text in ("yes", "no") else None
        case Kind.DAY:
            return _read_day(text)
        case Kind.TEXT:
            return text if len(text) <= LONGEST else None


def _read_day(text: str) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.isoformat() if 2000 <= day.year <= 2100 else None


def number_of(said: str | None) -> int | None:
    """The number at a figure; None for nothing, not applicable, and words."""
    digits = (said or "").removeprefix("-")
    return int(said or "") if digits.isascii() and digits.isdecimal() else None


def exceeds(said: Mapping[str, str], part: str, whole: str) -> bool:
    """Whether a figure is more than the one that it is a part of, where both are numbers."""
    some, all_of = number_of(said.get(part)), number_of(said.get(whole))
    return some is not None and all_of is not None and some > all_of
