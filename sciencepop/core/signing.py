"""Keyed hashes: what the database may hold of a secret that is too short to be hashed plainly."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from flask import current_app

from sciencepop.core.sealed import canonical, digest_of


def keyed_hash(purpose: str, *parts: str) -> str:
    """HMAC-SHA256 (hex) of the parts under the site's secret key; parts cannot be confused with each other."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    text = "\x00".join([purpose, *(f"{len(part)}:{part}" for part in parts)])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sign_payload(purpose: str, payload: Mapping[str, Any]) -> str:
    """The site's signature over every byte of a record."""
    return keyed_hash(purpose, canonical(payload).decode())


def same(left: str, right: str) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def is_signed(purpose: str, payload: Mapping[str, Any], digest: str, signature: str) -> bool:
    """Whether a stored record is still what was signed for this purpose."""
    return digest_of(payload) == digest and same(sign_payload(purpose, payload), signature)
