"""Cleaning of what people type, once, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST = 18
BIGGEST = 10**LONGEST - 1
"""So many digits have room in a row's number."""
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


def clean_line(text: str | None) -> str:
    """One line: NFC, no control or direction-changing characters, single spaces, no outer space."""
    return " ".join(clean_block(text).split())


def whole_number(text: object, most: int = BIGGEST) -> int | None:
    """The whole number from 0 to `most` that somebody wrote, in full-width digits too; None for anything else."""
    digits = unicodedata.normalize("NFKC", str(text)).strip()
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST
    return int(digits) if is_number and int(digits) <= most else None


def row_number(text: object) -> int:
    """The number of a row that a parameter or a choice names; 0, which no row has, for what is none."""
    return whole_number(text) or 0


def clean_block(text: str | None) -> str:
    """Several lines: as `clean_line`, but line ends stay (as \\n)."""
    if not text:
        return ""
    plain = _BIDI.sub("", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", plain).strip()
