"""The states of a booking, and which of them take seats."""

from __future__ import annotations

from enum import StrEnum


class BookingState(StrEnum):
    """waiting → offered → confirmed → attended | no_show; each may end cancelled, an offer declined or expired."""

    WAITING = "waiting"
    HELD = "held"
    PENDING = "pending"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"


S = BookingState

LIVE = (S.HELD, S.PENDING, S.OFFERED, S.CONFIRMED, S.ATTENDED)
"""Claims that take seats of their pool."""

IN_PLAY = (S.WAITING, *LIVE)
"""A person has at most one of these per pool (a unique index holds it)."""

TAKES_TIME = LIVE
"""What a new booking may not overlap."""

COMMITTED = (S.HELD, S.PENDING, S.CONFIRMED, S.ATTENDED)
"""What an offer may not overlap when it is accepted; other offers may still be declined."""

UNTOLD = (S.WAITING, S.HELD, S.PENDING, S.OFFERED, S.CONFIRMED)
"""Bookings that end when their occurrence is cancelled. Who has been let in already, has been there."""

CANCELLABLE = UNTOLD
"""What its holder may give back before the start."""
