"""Secrets that the site must read again, such as the seed of a code generator: sealed before the database has them.

Sealed by Fernet (AES and HMAC) under a key that is derived from SECRET_KEY. Dangerous: with another SECRET_KEY nothing
that was sealed before can be opened; `open_secret` then says None and its owner has to set it up anew.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def seal_secret(purpose: str, text: str) -> str:
    """The text as only this site can read it, for this purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def open_secret(purpose: str, sealed: str) -> str | None:
    """What was sealed for this purpose; None where the seal is broken or another key made it."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(purpose: str) -> Fernet:
    from cryptography.fernet import Fernet  # most processes never need it
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = HKDF(SHA256(), 32, salt=None, info=f"sealed:{purpose}".encode()).derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))
