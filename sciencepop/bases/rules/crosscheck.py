"""Whether a base is really open when it says so: its hours held against what takes place there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sciencepop.bases.rules.opening import Hours

WHOLE_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Held:
    """A session at the base itself, in wall time; `path` leads to where it is managed."""

    starts: datetime
    ends: datetime
    title_zh: str
    title_en: str
    path: str
    is_on: bool = True


@dataclass(frozen=True)
class Doubts:
    """Sessions outside the hours, and open days on which all that was planned is cancelled."""

    outside: tuple[Held, ...] = ()
    called_off: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.outside or self.called_off)


def doubts_of(hours: Hours, held: Sequence[Held]) -> Doubts:
    """What does not fit together. A base without hours is in no doubt."""
    if not hours.is_told:
        return Doubts()
    days = sorted({one.starts.date() for one in held})
    by_day = {on: [one for one in held if one.starts.date() == on] for on in days}
    return Doubts(
        outside=tuple(one for one in held if one.is_on and not _fits(hours, one)),
        called_off=tuple(on for on in days if hours.day(on).is_open and not any(one.is_on for one in by_day[on])),
    )


def _fits(hours: Hours, one: Held) -> bool:
    """Open throughout; what lasts for days needs one open day among them."""
    if one.ends - one.starts < WHOLE_DAY:
        return hours.is_open_through(one.starts, one.ends)
    return any(day.is_open for day in hours.days(one.starts.date(), (one.ends - timedelta(seconds=1)).date()))
