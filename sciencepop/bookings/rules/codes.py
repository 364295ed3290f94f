"""The public name of a booking, on its ticket and in its address."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10
CODE = re.compile(r"[0-9A-Za-z]{6,20}")


def new_code() -> str:
    """Ten characters of 32 that cannot be confused when read aloud: 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """As it is printed: ABCDE FGHJK."""
    return f"{code[:5]} {code[5:]}".strip()
