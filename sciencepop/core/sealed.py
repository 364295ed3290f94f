"""Records that are signed once and checked for years: the bytes that are signed, their digest, how they are shown.

Proofs of service and certificates of the college share it, so that one rule decides what a signature covers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The payload as bytes that are the same wherever it is read: sorted names, no spaces, UTF-8."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical payload, hexadecimal: it stands on the paper and on the page that checks it."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def masked(name: str) -> str:
    """A name as strangers see it: the first character, and that there is more."""
    return f"{name.strip()[:1] or '＊'}＊"


def in_fours(code: str) -> str:
    """A code as it is printed: ABCD EFGH."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def serial_of(series: str, year: int, number: int) -> str:
    """The number in a register: its series, the year, and six digits that have no gaps within the year."""
    return f"{series}-{year}-{number:06d}"
