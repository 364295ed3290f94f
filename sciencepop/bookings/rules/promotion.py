"""Who of a waiting list gets free seats, and until when they may answer.

The policy is `fill`: parties are asked in the order in which they came; one that is larger than what is free keeps its
place while the next that fits is asked. No seat stays empty for the sake of the order, and residents are told so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OFFER_HOURS = 24
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


@dataclass(frozen=True)
class Entry:
    """A place in the waiting list; `id` is the booking's, `children` are the profiles in the party.

    `town_code` is where the holder lives, if they say so.
    """

    id: int
    seats: int
    children: frozenset[int] = frozenset()
    town_code: str | None = None


class Idle(StrEnum):
    """Why nobody is promoted now."""

    NOBODY_WAITS = "nobody_waits"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    FULL = "full"
    NONE_FITS = "none_fits"
    NO_GUIDE = "no_guide"
    NO_RESOURCE = "no_resource"
    NIGHT = "night"


def why_idle(
    *,
    is_bookable: bool,
    closes_at: datetime,
    now: datetime,
    free: int,
    smallest: int | None,
    fits: bool | None = None,
    held_back: Idle | None = None,
) -> Idle | None:
    """Why nobody is promoted, or None when somebody can be. `smallest` is the smallest waiting party.

    `fits` says whether any party gets its seats, where that is more than comparing two numbers. `held_back` is what
    keeps seats from being given that a pool still has.
    """
    if smallest is None:
        return Idle.NOBODY_WAITS
    if not is_bookable:
        return Idle.CANCELLED
    if closes_at <= now:
        return Idle.CLOSED
    if not (smallest <= free if fits is None else fits):
        return held_back or (Idle.FULL if free < 1 else Idle.NONE_FITS)
    if offer_end(now, closes_at) is None:
        return Idle.NIGHT
    return None


def offer_end(now: datetime, closes_at: datetime) -> datetime | None:
    """Until when an offer made now holds its seats; None when nobody could be expected to answer in time.

    24 hours, at the latest the close of booking, and never an hour between 21:00 and 08:00: then the following 08:00,
    or the preceding 21:00 when booking closes before that.
    """
    end = min(now + timedelta(hours=OFFER_HOURS), closes_at)
    if is_quiet(end):
        morning = _next_morning(end)
        end = morning if morning <= closes_at else _evening_before(end)
    return end if end > now else None


def shortened(ends_at: datetime, closes_at: datetime, now: datetime) -> datetime:
    """The end of an open offer after booking closes at another time: never later than promised, nor than the close."""
    if ends_at <= closes_at:
        return ends_at
    return offer_end(now, closes_at) or max(closes_at, now)


def is_quiet(moment: datetime) -> bool:
    """Whether people sleep: from 21:00 until before 08:00 in the district. 21:00 sharp is still day."""
    clock = moment.astimezone(ZONE).time()
    return clock > QUIET_FROM or clock < QUIET_UNTIL


def _next_morning(moment: datetime) -> datetime:
    local = moment.astimezone(ZONE)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, ZONE).astimezone(moment.tzinfo)


def _evening_before(moment: datetime) -> datetime:
    local = moment.astimezone(ZONE)
    day = local.date() if local.time() > QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(day, QUIET_FROM, ZONE).astimezone(moment.tzinfo)
