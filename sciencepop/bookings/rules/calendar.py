"""What a booking's state means in its holder's calendar: in their own feed, and in the mails about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """`status` is iCalendar's; `step` rises along every path a booking can take, so that SEQUENCE never falls."""

    status: str
    is_busy: bool
    step: int


STEPS = 4

MEANINGS: dict[str, Meaning] = {
    "waiting": Meaning("TENTATIVE", False, 0),
    "held": Meaning("TENTATIVE", False, 0),
    "pending": Meaning("TENTATIVE", False, 0),
    "offered": Meaning("TENTATIVE", False, 1),
    "confirmed": Meaning("CONFIRMED", True, 2),
    "attended": Meaning("CONFIRMED", True, 2),
    "no_show": Meaning("CONFIRMED", True, 2),
    "cancelled": Meaning("CANCELLED", False, 3),
    "declined": Meaning("CANCELLED", False, 3),
    "expired": Meaning("CANCELLED", False, 3),
}


def meaning_of(state: str, earlier_bookings: int) -> Meaning:
    """The meaning of a person's latest booking of a session, after so many earlier ones that have ended."""
    found = MEANINGS[state]
    return Meaning(found.status, found.is_busy, found.step + STEPS * earlier_bookings)
