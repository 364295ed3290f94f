"""How long a worker may hold a message, when a failed one is tried again, and when it is given up."""

from __future__ import annotations

import hashlib
from datetime import timedelta

LEASE = timedelta(minutes=5)
"""Longer than one SMTP dialogue can take: about ten steps of at most SMTP_SECONDS each."""

SMTP_SECONDS = 15
MOST_TRIES = 8
KEPT = timedelta(days=30)
_WAITS = (1, 2, 5, 15, 60, 180, 360)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after that many tries (1 is the first); None when it is time to give up."""
    if tries >= MOST_TRIES:
        return None
    return timedelta(minutes=_WAITS[min(max(tries, 1), len(_WAITS)) - 1])


def message_id(dedup_key: str, domain: str) -> str:
    """The Message-ID (RFC 5322 3.6.4) of a row: always the same, and telling nothing of the key."""
    digest = hashlib.sha256(dedup_key.encode()).hexdigest()[:40]
    return f"<{digest}@{domain}>"
