"""What went into the outbox, as the one who reads it would see it."""

from __future__ import annotations

import re

from sqlalchemy import select

from sciencepop.core.db import db
from sciencepop.core.outbox import OutboxMessage


def letters_to(address: str) -> list[OutboxMessage]:
    """Everything queued to this address, oldest first."""
    found = select(OutboxMessage).where(OutboxMessage.address == address).order_by(OutboxMessage.id)
    return list(db.session.scalars(found))


def code_to(address: str) -> str:
    """The six digits of the newest letter to this address."""
    body = letters_to(address)[-1].body
    found = re.search(r"\b\d{6}\b", body)
    assert found, f"no code in {body!r}"
    return found.group()


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
