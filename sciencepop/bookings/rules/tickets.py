"""What stands in a ticket's QR code: the booking's code and a short signature, in an address that any camera opens."""

from __future__ import annotations

import base64
import re

SIGNATURE_BYTES = 8
TICKET = re.compile(r"([0-9A-Za-z]{6,20})(?:\.([0-9a-z]{4,20}))?")


def short_signature(digest: str) -> str:
    """The first 64 bits of a hexadecimal digest, in 13 lower-case characters."""
    return base64.b32encode(bytes.fromhex(digest)[:SIGNATURE_BYTES]).decode().rstrip("=").lower()


def read_ticket(text: str) -> tuple[str, str] | None:
    """Code and signature (empty when there is none) of the last part of a ticket's address; None for anything else."""
    found = TICKET.fullmatch(text)
    return (found[1].upper(), found[2] or "") if found else None
