"""Reading what a device sends: anything that is not of the right shape is 400."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import abort

from sciencepop.bookings.models import DoorKind
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.services.door import Note
from sciencepop.core.tokens import is_token

NOTES_AT_ONCE = 100
MOST_SEATS = 50
MOST_ALLOWED = 1_000
LATEST = 2**33
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SIGNATURE = re.compile(r"[0-9a-z]{0,20}")


def read_device(body: dict[str, Any]) -> str:
    """The secret that the device made for itself."""
    device = body.get("device")
    return device if isinstance(device, str) and is_token(device) else abort(400)


def read_guests_wish(body: dict[str, Any]) -> tuple[datetime | None, int]:
    """Changed since when (None: everybody), and after which number."""
    since = _number(body.get("since", 0), 0, LATEST)
    return datetime.fromtimestamp(since, UTC) if since else None, _number(body.get("after", 0), 0, 2**53)


def read_allowance(body: dict[str, Any]) -> tuple[int, int]:
    """The seats wanted, and the version that the device knows."""
    return _number(body.get("allowance"), 0, MOST_ALLOWED), _number(body.get("version"), 0, 2**31 - 1)


def read_notes(body: dict[str, Any]) -> list[Note]:
    """What the device noted, in its order."""
    events = body.get("events")
    if not isinstance(events, list) or len(events) > NOTES_AT_ONCE:
        abort(400)
    return [_note(event if isinstance(event, dict) else abort(400)) for event in events]


def _note(event: dict[str, Any]) -> Note:
    kind = event.get("kind")
    if kind not in [kind.value for kind in DoorKind]:
        abort(400)
    is_scan = kind == DoorKind.SCAN.value
    return Note(
        nonce=_text(event.get("nonce"), _NONCE),
        kind=DoorKind(kind),
        seats=_number(event.get("seats"), 1, MOST_SEATS),
        at=datetime.fromtimestamp(_number(event.get("at"), 0, LATEST), UTC),
        code=_text(event.get("code"), CODE).upper() if is_scan else "",
        signature=_text(event.get("signature", ""), _SIGNATURE) if is_scan else "",
        was_offline=event.get("offline") is True,
        was_forced=event.get("forced") is True,
    )


def _number(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        abort(400)
    return value


def _text(value: Any, shape: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and shape.fullmatch(value) else abort(400)
