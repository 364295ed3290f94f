"""Keyset paging: a page ends at a row, not at a number, so it stays right while rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, the total where it is known, and the cursor that asks for what comes next ('' at the end)."""

    rows: Sequence[Row]
    next_cursor: str = ""
    total: int | None = None


def encode_cursor(*key: Any) -> str:
    """Make the opaque text of a key of plain JSON values."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(text: str, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """Read a cursor back; None when it is missing, forged or of another shape."""
    if not text or len(text) > 200:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(key, list) or len(key) != len(kinds):
        return None
    if any(type(part) is not kind for part, kind in zip(key, kinds, strict=True)):
        return None
    return tuple(key)


def latest_first(
    session: Session, found: Select[Row], id: InstrumentedAttribute[int], cursor: str, size: int
) -> Page[Row]:
    """A page of what a query finds, the highest number first."""
    after = decode_cursor(cursor, (int,))
    if after and 0 < after[0] < 2**63:
        found = found.where(id < after[0])
    rows = session.scalars(found.order_by(id.desc()).limit(size + 1)).all()
    return Page(rows[:size], encode_cursor(getattr(rows[size - 1], id.key)) if len(rows) > size else "")
