"""What a volunteer's own telephone noted without network, and what that is worth when it arrives.

It becomes a mark only where the digits typed are those that the screen showed at the moment that was written. All else
is what somebody says afterwards: a coordinator looks at it, and it is never hours by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sciencepop.volunteers.rules.hours import EARLY, HoursRefusal

CLOCKS_DIFFER = timedelta(minutes=5)
"""A telephone whose clock is further away from the site's is not believed; below that its times are put right."""
FRESH = timedelta(minutes=2)
"""Who typed wrong digits no longer ago than this still stands before the screen, and is asked to look again."""
STEPS = (1, 0, -1, -2)
"""The minutes whose digits are right at a moment: typing takes up to one, and clocks differ a little."""
MOST_NOTES = 30
"""Notes of one assignment. It bounds guessing too: with all of them the chance is 1 in 8,000."""
AT_ONCE = 10


class Move(StrEnum):
    """What somebody does at a shift's door; only staff undo."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"


class NoteVerdict(StrEnum):
    """MARK: it counts as if typed with network. SAID: the coordinator's to judge. REFUSED: told at once, no more."""

    MARK = "mark"
    SAID = "said"
    REFUSED = "refused"


class Doubt(StrEnum):
    """Why a note is only what somebody says: digits of another minute, a clock that is wrong, the shift was counted
    before it came, or it does not fit the shift and its marks."""

    DIGITS = "digits"
    CLOCK = "clock"
    COUNTED = "counted"
    MARKS = "marks"


@dataclass(frozen=True)
class PhoneNote:
    """As the telephone sends it; `at` by its own clock. Its `nonce` makes a repetition harmless."""

    nonce: str
    move: Move
    digits: str
    at: datetime


def moment_of(note: PhoneNote, *, sent_at: datetime, now: datetime) -> datetime:
    """When it was noted by the site's clock, if the telephone's was off by as much then as it is now."""
    return min(note.at + (now - sent_at), now)


def doubt_of(*, sent_at: datetime, now: datetime, digits_are_right: bool, is_counted: bool) -> Doubt | None:
    """Why a note cannot be taken for a mark; None where it can."""
    if abs(now - sent_at) > CLOCKS_DIFFER:
        return Doubt.CLOCK
    if not digits_are_right:
        return Doubt.DIGITS
    return Doubt.COUNTED if is_counted else None


def is_fresh(at: datetime, now: datetime) -> bool:
    """Whether it happened just now, so that whoever typed can be told and does it again."""
    return now - at <= FRESH


def refuse_leaving(*, ends_at: datetime, at: datetime) -> HoursRefusal | None:
    """No device notes a leaving later than the screen and the kiosks are on: an hour after the shift."""
    return HoursRefusal.SIGN_IN_CLOSED if at > ends_at + EARLY else None
