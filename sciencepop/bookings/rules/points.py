"""Points for seats that stayed empty: what gives them, how they add up, and until when somebody pauses.

Points are counted in halves, so that they are whole numbers: one no-show is two. Nothing here publishes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sciencepop.bookings.rules.refusals import Refusal

SHORTEST_WORDS = 4


class PointReason(StrEnum):
    NO_SHOW = "no_show"
    LATE_CANCEL = "late_cancel"


class Decision(StrEnum):
    """What became of an appeal: the point goes, or stays."""

    GRANTED = "granted"
    UPHELD = "upheld"


@dataclass(frozen=True)
class Policy:
    """The district's rule. `*_halves` are half points; nought turns that point off.

    Cancelling is free until `free_until_hours` before the start and for `regret_minutes` after the booking. Whoever has
    `limit_halves` within `window_days` cannot book seats for `pause_days`; an appeal is possible for `appeal_days`.
    """

    free_until_hours: int = 12
    regret_minutes: int = 30
    late_cancel_halves: int = 1
    no_show_halves: int = 2
    limit_halves: int = 6
    window_days: int = 90
    pause_days: int = 30
    appeal_days: int = 7

    def halves_for(self, reason: PointReason) -> int:
        """What a reason gives."""
        return self.no_show_halves if reason is PointReason.NO_SHOW else self.late_cancel_halves


_POINTS = ("late_cancel", "no_show", "limit")
_NUMBERS = ("free_until_hours", "regret_minutes", "window_days", "pause_days", "appeal_days")


def read_policy(section: Mapping[str, Any]) -> Policy:
    """The policy of a settings table, points as decimals. ValueError for unknown names and what is no half point."""
    unknown = set(section) - {*_POINTS, *_NUMBERS}
    if unknown:
        raise ValueError(f"no_shows does not know {', '.join(sorted(unknown))}")
    values = {f"{name}_halves": _halves(name, section[name]) for name in _POINTS if name in section}
    values |= {name: _whole(name, section[name]) for name in _NUMBERS if name in section}
    policy = Policy(**values)
    if policy.limit_halves < 1 or policy.window_days < 1 or policy.pause_days < 1:
        raise ValueError("no_shows: limit, window_days and pause_days must be more than nought")
    return policy


def _halves(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value * 2 != int(value * 2):
        raise ValueError(f"no_shows: {name} must be a number of whole or half points")
    return int(value * 2)


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"no_shows: {name} must be a whole number")
    return value


@dataclass(frozen=True)
class Point:
    """A point that holds. `pause_until` is set on the one that brought its person to the limit."""

    id: int
    at: datetime
    halves: int
    pause_until: datetime | None = None


def late_cancel_halves(
    policy: Policy, *, starts_at: datetime, confirmed_at: datetime, is_moved: bool, now: datetime
) -> int:
    """What cancelling a confirmed booking now gives: nothing in good time, nothing at once after booking, and nothing
    once the organiser has changed the time or the place."""
    in_time = now <= starts_at - timedelta(hours=policy.free_until_hours)
    at_once = now <= confirmed_at + timedelta(minutes=policy.regret_minutes)
    return 0 if in_time or at_once or is_moved else policy.late_cancel_halves


def count_pauses(points: Iterable[Point], policy: Policy) -> dict[int, datetime]:
    """Which of these points, in their order, reach the limit, and until when each of those pauses its person.

    What led to a pause is used up: everybody begins anew after it.
    """
    counted: list[Point] = []
    found: dict[int, datetime] = {}
    for point in points:
        counted = [*_within(counted, policy, point.at), point]
        if sum(one.halves for one in counted) >= policy.limit_halves:
            found[point.id] = point.at + timedelta(days=policy.pause_days)
            counted = []
    return found


def halves_that_count(points: Iterable[Point], policy: Policy, now: datetime) -> int:
    """The half points that stand now: those of the window, after the last pause began."""
    counted: list[Point] = []
    for point in points:
        counted = [] if point.pause_until else [*counted, point]
    return sum(point.halves for point in _within(counted, policy, now))


def _within(points: Iterable[Point], policy: Policy, now: datetime) -> list[Point]:
    since = now - timedelta(days=policy.window_days)
    return [point for point in points if point.at > since]


def suspended_until(points: Iterable[Point], now: datetime) -> datetime | None:
    """Until when the person cannot book seats; None when they can."""
    ends = [point.pause_until for point in points if point.pause_until and point.pause_until > now]
    return max(ends, default=None)


def kept_since(policy: Policy, now: datetime) -> datetime:
    """Points from before this moment can matter to nothing any more."""
    return now - timedelta(days=policy.window_days + policy.pause_days)


def refuse_appeal(
    words: str, policy: Policy, *, at: datetime, is_open: bool, has_appealed: bool, now: datetime
) -> Refusal | None:
    """Once for each point that holds, within days, in words."""
    if not is_open or has_appealed or now > at + timedelta(days=policy.appeal_days):
        return Refusal.APPEAL_OVER
    return refuse_words(words)


def refuse_decision(words: str, *, is_open: bool, has_appealed: bool, is_decided: bool) -> Refusal | None:
    """An appeal is decided once, by a human who says why."""
    if not is_open or not has_appealed or is_decided:
        return Refusal.APPEAL_DECIDED
    return refuse_words(words)


def refuse_words(words: str) -> Refusal | None:
    """A few characters at least."""
    return Refusal.WORDS_MISSING if len(words.strip()) < SHORTEST_WORDS else None
