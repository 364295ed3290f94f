"""Keyed hashes: what the database may hold of a secret that is too short to be hashed plainly."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app


def keyed_hash(purpose: str, *parts: str) -> str:
    """HMAC-SHA256 (hex) of the parts under the site's secret key; parts cannot be confused with each other."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    text = "\x00".join([purpose, *(f"{len(part)}:{part}" for part in parts)])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))
