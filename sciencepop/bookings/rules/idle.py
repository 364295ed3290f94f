"""Why nobody of a waiting list is asked now, for those who run the event."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sciencepop.bookings.rules.pools import Room, most_open, seat
from sciencepop.bookings.rules.promotion import Entry, Idle, offer_end


def why_idle(
    *,
    is_bookable: bool,
    closes_at: datetime,
    now: datetime,
    parties: Collection[Entry],
    room: Room,
    is_strict: bool = False,
) -> Idle | None:
    """Why nobody of the list is promoted, or None when somebody can be."""
    if not parties:
        return Idle.NOBODY_WAITS
    if not is_bookable:
        return Idle.CANCELLED
    if closes_at <= now:
        return Idle.CLOSED
    if seat(parties, room, is_strict=is_strict):
        return Idle.NIGHT if offer_end(now, closes_at) is None else None
    return _held_back(parties, room, is_strict) or _why_none_fits(parties, room, is_strict)


def _held_back(parties: Collection[Entry], room: Room, is_strict: bool) -> Idle | None:
    """What keeps seats from those who wait, where their pools have some."""
    if room.guided is not None and seat(parties, replace(room, guided=None), is_strict=is_strict):
        return Idle.NO_GUIDE
    if room.shared is not None and seat(parties, replace(room, shared=None), is_strict=is_strict):
        return Idle.NO_RESOURCE
    if room.guided is not None and seat(parties, replace(room, guided=None, shared=None), is_strict=is_strict):
        return Idle.NO_GUIDE
    return None


def _why_none_fits(parties: Collection[Entry], room: Room, is_strict: bool) -> Idle:
    if most_open(parties, room) < 1:
        return Idle.FULL
    if all(party.has_place for party in parties):
        return Idle.HOUSEHOLD
    return Idle.FIRST_TOO_LARGE if is_strict and seat(parties, room) else Idle.NONE_FITS
