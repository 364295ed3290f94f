"""The six digits that a receiver tells whoever came: they show that both were there."""

from __future__ import annotations

from sciencepop.bookings.rules.venue_codes import digits_of
from sciencepop.core.signing import keyed_hash


def digits_for(code: str) -> str:
    """Those of an order; known to its receiver's page alone."""
    return digits_of(keyed_hash("delivery-check-in", code))
