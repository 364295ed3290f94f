"""The links in letters about a booking: with one, one thing is answered without signing in, and nothing else.

The token is the booking's code and a keyed hash of it, for one purpose. An OFFER is answered once at most, as a booking
is offered once at most, so that link lives exactly as long as its offer does, however the offer's end is moved. What a
CHANGE of the occurrence leaves open, another session or giving the seats back, is open until the booking ends or the
session starts. Nothing has to be stored or cleaned up.
"""

from __future__ import annotations

import re

from sciencepop.bookings.models import Booking
from sciencepop.core.signing import keyed_hash, same
from sciencepop.programme.calendar_context import get_context

OFFER, CHANGE = "offer", "change"
HASH_LETTERS = 32
_SHAPE = re.compile(r"([0-9A-Za-z]{6,20})-([0-9a-f]{32})")


def token_of(code: str, purpose: str = OFFER) -> str:
    """The code and 128 bits that only this site can make."""
    return f"{code}-{keyed_hash(purpose, code)[:HASH_LETTERS]}"


def code_of(token: str, purpose: str = OFFER) -> str | None:
    """The booking's code that a true token speaks for; None for anything else."""
    found = _SHAPE.fullmatch(token)
    if found is None:
        return None
    code = found[1]
    return code if same(token, token_of(code, purpose)) else None


def offer_url(booking: Booking) -> str:
    """Where the offer is answered, in the booking's language."""
    return f"{get_context().site_url(booking.language)}/offers/{token_of(booking.code)}"


def change_url(booking: Booking) -> str:
    """Where the holder of a booking whose session was moved goes on, in the booking's language."""
    return f"{get_context().site_url(booking.language)}/changes/{token_of(booking.code, CHANGE)}"
