"""Cleaning of what people type, once, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


def clean_line(text: str | None) -> str:
    """One line: NFC, no control or direction-changing characters, single spaces, no outer space."""
    return " ".join(clean_block(text).split())


def clean_block(text: str | None) -> str:
    """Several lines: as `clean_line`, but line ends stay (as \\n)."""
    if not text:
        return ""
    plain = _BIDI.sub("", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", plain).strip()
