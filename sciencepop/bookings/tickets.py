"""Signing tickets and the codes at the venue: short keyed hashes under the site's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from sciencepop.bookings.rules.tickets import short_signature
from sciencepop.bookings.rules.venue_codes import digits_of, step_at
from sciencepop.core.signing import keyed_hash, same


def sign(code: str) -> str:
    """The signature in a ticket's QR code. Whoever read the code on a list cannot draw the QR code."""
    return short_signature(keyed_hash("ticket", code))


def is_genuine(code: str, signature: str) -> bool:
    """Whether this site signed the ticket."""
    return same(sign(code), signature)


def ticket_link(code: str) -> str:
    """What the QR code says: an address that any camera opens."""
    return f"{current_app.extensions['config'].public_url}/t/{code}.{sign(code)}"


def venue_code(occurrence_id: int, now: datetime) -> str:
    """The six digits on the screen of an occurrence at this moment."""
    return screen_code("venue", occurrence_id, now)


def is_venue_code(occurrence_id: int, typed: str, now: datetime) -> bool:
    """Whether these are the digits of this minute or the one before."""
    return is_screen_code("venue", occurrence_id, typed, now)


def screen_code(purpose: str, number: int, now: datetime) -> str:
    """The six digits of this minute on a screen of something with a number."""
    return _digits(purpose, number, step_at(now))


def is_screen_code(purpose: str, number: int, typed: str, now: datetime, minutes: Sequence[int] = (0, -1)) -> bool:
    """Whether these are the digits of one of these minutes after (before: negative) a moment."""
    given = "".join(typed.split())
    if not given.isascii():
        return False
    step = step_at(now)
    return any([same(_digits(purpose, number, step + more), given) for more in minutes])


def _digits(purpose: str, number: int, step: int) -> str:
    return digits_of(keyed_hash(purpose, str(number), str(step)))
