"""Who gets seats that have come free, and until when an offer stands.

The policy is "fill": in order of arrival, each party that fits gets its seats; a larger party keeps its place. Residents
are told so when they join.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFER = timedelta(hours=24)
SHORTEST_OFFER = timedelta(hours=1)
QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(8, 0)
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Party:
    """A waiting booking and the seats it needs."""

    booking_id: int
    seats: int


def choose(free: int, queue: Iterable[Party]) -> list[Party]:
    """The parties, in order of arrival, that the free seats are offered to."""
    chosen = []
    for party in queue:
        if party.seats <= free:
            chosen.append(party)
            free -= party.seats
        if free <= 0:
            break
    return chosen


def offer_end(now: datetime, closes_at: datetime) -> datetime:
    """When an offer made now ends: after 24 hours, never between 21:00 and 8:00, at the latest when booking closes.

    Where booking closes in the quiet hours the offer ends at 21:00 before, unless that leaves less than an hour.
    """
    end = min(now + OFFER, closes_at)
    local = end.astimezone(ZONE)
    if not is_quiet(local.time()):
        return end
    morning = _next_morning(local)
    if morning <= closes_at:
        return morning.astimezone(end.tzinfo)
    evening = _evening_before(local)
    return evening.astimezone(end.tzinfo) if evening - now >= SHORTEST_OFFER else end


def is_quiet(wall: time) -> bool:
    """Whether nobody should have to answer at this wall time."""
    return wall > QUIET_FROM or wall < QUIET_UNTIL


def _next_morning(local: datetime) -> datetime:
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, ZONE)


def _evening_before(local: datetime) -> datetime:
    day = local.date() if local.time() > QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(day, QUIET_FROM, ZONE)
