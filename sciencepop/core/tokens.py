"""Secrets that stand in a link: long, random, and stored only as their hash. The standard library alone."""

from __future__ import annotations

import hashlib
import re
import secrets

TOKEN_BYTES = 24
_SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")


def new_token() -> str:
    """192 random bits as text that is safe in a path."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What is stored in its place: SHA-256, hexadecimal. The token is random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether this can be one of our tokens at all."""
    return _SHAPE.fullmatch(text) is not None
