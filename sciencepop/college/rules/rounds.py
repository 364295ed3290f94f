"""Rounds of the draw: their states as one table, what stands against a step, and how people stand in a round."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

CONFIRM_HOURS = 72
MOST_WISHES = 5
LOST_TWICE, NONE = "lost_twice", "none"
PRIORITIES = (LOST_TWICE, NONE)
"""The published priorities, the highest first: who got nothing in either of the last two rounds comes first."""


class RoundState(StrEnum):
    """open → closed → drawn → done; annulled is the side exit, with a reason."""

    OPEN = "open"
    CLOSED = "closed"
    DRAWN = "drawn"
    DONE = "done"
    ANNULLED = "annulled"


S = RoundState

NEXT: dict[RoundState, frozenset[RoundState]] = {
    S.OPEN: frozenset({S.CLOSED, S.ANNULLED}),
    S.CLOSED: frozenset({S.DRAWN, S.ANNULLED}),
    S.DRAWN: frozenset({S.DONE, S.ANNULLED}),
    S.DONE: frozenset(),
    S.ANNULLED: frozenset(),
}
"""What an officer, the command or a clock may make of each."""

LIVE = (S.OPEN, S.CLOSED, S.DRAWN)
"""A term has at most one of these (a unique index holds it)."""

GIVEN = (S.DRAWN, S.DONE)
"""Rounds whose result counts: their order gives seats, and who got nothing lost."""


class SheetSource(StrEnum):
    """Where a sheet was entered. They have the same rank; when it was entered never counts."""

    WEB = "web"
    DESK = "desk"
    TELEPHONE = "telephone"


WAVES, WAVE_EVERY = 3, timedelta(hours=24)
"""Leftovers are given in so many equal parts, one a day, so that nobody has to sit there at the first minute."""


def released(leftovers: int, since: datetime, now: datetime) -> int:
    """How many of the seats that a draw left may be taken by now, first come."""
    waves = min(WAVES, 1 + (now - since) // WAVE_EVERY) if now >= since else 0
    return -(-leftovers * waves // WAVES)


def next_wave(since: datetime, now: datetime) -> datetime | None:
    """When the next part is given; None when all are."""
    begun = 1 + (now - since) // WAVE_EVERY if now >= since else 0
    return since + begun * WAVE_EVERY if begun < WAVES else None


def may_become(before: RoundState, after: RoundState) -> bool:
    """Whether the second state may follow the first."""
    return after in NEXT[before]


def takes_sheets(state: RoundState, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether sheets may be handed in, changed and taken back at this hour."""
    return state is S.OPEN and opens_at <= now < closes_at


def own_buckets(*, is_own_town: bool, is_newcomer: bool, is_senior_or_offline: bool) -> tuple[str, ...]:
    """The buckets of a class to which a person belongs who is alone on their sheet, besides everybody's."""
    found = {"newcomer": is_newcomer, "point": is_own_town, "senior": is_senior_or_offline}
    return tuple(code for code, belongs in found.items() if belongs)


def priority_of(lost: bool, lost_before: bool) -> str:
    """By the last two rounds: somebody who wished in both and got nothing in either comes first."""
    return LOST_TWICE if lost and lost_before else NONE
