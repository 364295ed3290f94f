"""Who of a waiting list gets free seats, and until when they may answer (`pools.seat` chooses).

Parties are asked in the order in which they came. By the policy `fill` one that is larger than what is free keeps its
place while the next that fits is asked, so that no seat stays empty for the sake of the order. By `strict` nobody
overtakes a larger party: seats are kept free for it, from newcomers too. An event chooses, and residents are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from sciencepop.programme.rules.recurrence import ZONE

OFFER_HOURS = 24
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


@dataclass(frozen=True)
class Entry:
    """A place in the waiting list; `id` is the booking's, `children` are the profiles in the party.

    `has_place`: one of the children has a seat or an offer already, by another guardian. Such a party is passed over.
    `town_code` is where the holder lives, if they say so.
    """

    id: int
    seats: int
    children: frozenset[int] = frozenset()
    has_place: bool = False
    town_code: str | None = None


class Idle(StrEnum):
    """Why nobody is promoted now."""

    NOBODY_WAITS = "nobody_waits"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    FULL = "full"
    HOUSEHOLD = "household"
    NONE_FITS = "none_fits"
    FIRST_TOO_LARGE = "first_too_large"
    NO_GUIDE = "no_guide"
    NO_RESOURCE = "no_resource"
    NIGHT = "night"


class PassedOver(StrEnum):
    """Why a party is not asked when its turn would be: a child comes with another guardian, or may do so first."""

    HAS_PLACE = "has_place"
    WAITS_AHEAD = "waits_ahead"


def keeps_seats(*, is_strict: bool, somebody_waits: bool, closes_at: datetime, now: datetime) -> bool:
    """Whether free seats are kept from newcomers for the list, as long as somebody on it can still be asked."""
    return is_strict and somebody_waits and offer_end(now, closes_at) is not None


def offer_end(now: datetime, closes_at: datetime, hours: int = OFFER_HOURS) -> datetime | None:
    """Until when an offer made now holds its seats; None when nobody could be expected to answer in time.

    24 hours (or so many), at the latest the close of booking, and never an hour between 21:00 and 08:00: then the
    following 08:00, or the preceding 21:00 when booking closes before that.
    """
    end = min(now + timedelta(hours=hours), closes_at)
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
