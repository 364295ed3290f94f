"""How likely a place in line is to get seats, judged by what the same event's full sessions gave back before.

Conservative on purpose: who waits makes plans by it. Only sessions count that were full with the same time left; one
more session is thought of that gave nothing back; and the number is rounded down. The whole line is taken to be served
first, also where the policy lets smaller parties overtake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_SESSIONS = 5
"""With fewer full sessions no number is told."""


@dataclass(frozen=True)
class Forecast:
    """`percent` in tens, rounded down (0: less than ten), or None; `sessions` is how many stand behind it."""

    sessions: int
    percent: int | None


def forecast(freed: Sequence[int], *, seats: int, seats_ahead: int, free: int = 0) -> Forecast:
    """The chance of a party of `seats` behind `seats_ahead` waiting seats.

    `freed` has a number for each past full session: the seats given back between this long before its start and its
    close of booking. `free` seats that nobody has taken shorten the line.
    """
    needed = max(seats + seats_ahead - max(free, 0), 1)
    count = len(freed)
    if count < LEAST_SESSIONS:
        return Forecast(count, None)
    served = sum(1 for given in freed if given >= needed)
    return Forecast(count, 10 * (10 * served // (count + 1)))
