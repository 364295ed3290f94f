"""Putting right how a cell was typed: full-width letters and digits, strange spaces, line breaks, ways of days."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

PLAIN = frozenset(
    {
        "code",
        "point",
        "lat",
        "lon",
        "crs",
        "capacity",
        "contact_phone",
        "contact_email",
        "website",
        "named_on",
        "named_until",
    }
)
"""Fields whose punctuation is the machine's, not the writer's."""
_WIDE = {code: code - 0xFEE0 for span in ("０９", "ＡＺ", "ａｚ") for code in range(ord(span[0]), ord(span[-1]) + 1)}
_WIDE_MARKS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ord(".")}
_BLANK = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_SERIAL_DAY = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18264, 73415  # 1950 to 2100
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?|年)?(?: 00:00:00)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def narrow(text: str, field: str) -> str:
    """Full-width letters and digits as plain ones; punctuation too where a machine reads it."""
    return text.translate(_WIDE_MARKS if field in PLAIN else _WIDE)


def close_up(text: str) -> str:
    """One line with single spaces, none between two Chinese characters that a line break had parted."""
    had_breaks = "\n" in text or "\r" in text
    line = _BLANK.sub(" ", text).strip()
    return _BETWEEN_HAN.sub("", line) if had_breaks else line


def alike(name: str) -> str:
    """What two ways of writing one name share: width, case, spaces and punctuation fall away."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")


def loosely_alike(name: str, places: tuple[str, ...]) -> str:
    """The same without what stands in brackets and without the places that a name may begin with."""
    short = alike(re.sub(r"[(（\[【].*?[)）\]】]", "", name))
    for place in places:
        if short.startswith(place) and len(short) > len(place) + 2:
            short = short[len(place) :]
    return short


def read_day(text: str) -> date | None:
    """A day as offices write it: 2025-03-01, 2025.3.1, 2025年3月1日, 2025/3, 2025年, 20250301, a serial number of a
    spreadsheet; None for all else. What has no day begins on the first."""
    if re.fullmatch(r"\d{5}", text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return _SERIAL_DAY + timedelta(days=int(text))
    found = _COMPACT.fullmatch(text) or _DAY.fullmatch(re.sub(r" (?!00:00:00)", "", text))
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return day if 1950 <= day.year <= 2100 else None
