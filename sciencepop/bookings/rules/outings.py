"""Several occurrences as one day out: whether they go together, and where another one would fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from sciencepop.bookings.rules.ledger import Clash, CommitmentKind, Span, Taken, clash_of, way_minutes

FEWEST, MOST = 2, 5


class OutingRefusal(StrEnum):
    TOO_FEW_STOPS = "too_few_stops"
    TOO_MANY_STOPS = "too_many_stops"
    OTHER_DAY = "other_day"
    STOPS_OVERLAP = "stops_overlap"
    WAY_TOO_LONG = "way_too_long"


_SAID_OF = {Clash.REFUSED: OutingRefusal.STOPS_OVERLAP, Clash.WARNED: OutingRefusal.WAY_TOO_LONG}


@dataclass(frozen=True)
class Leg:
    """From the end of one stop to the start of the next: minutes that the way takes, and minutes that there are.

    `way` is None where a place is not known.
    """

    way: int | None
    minutes: int
    refused: OutingRefusal | None


def leg_between(first: Span, second: Span) -> Leg:
    """The leg between two stops, whichever is first. What the ledger only warns of is refused: a day that is made as a
    whole has to be one that can be kept."""
    if second.starts_at < first.starts_at:
        first, second = second, first
    clash = clash_of(second, Taken(0, CommitmentKind.ATTEND, first))
    is_known = first.point is not None and second.point is not None
    return Leg(
        way_minutes(first.point, second.point) if is_known else None,
        int((second.starts_at - first.ends_at).total_seconds() // 60),
        _SAID_OF[clash] if clash else None,
    )


@dataclass(frozen=True)
class Conflict:
    """Why stops do not go together, and which two of them (positions in the order of time)."""

    refused: OutingRefusal
    first: int = 0
    second: int = 0


def refuse_stops(spans: Sequence[Span], days: Sequence[date]) -> Conflict | None:
    """Why these stops, in the order of time, are no outing; `days` are the district's."""
    if not FEWEST <= len(spans) <= MOST:
        few = len(spans) < FEWEST
        return Conflict(OutingRefusal.TOO_FEW_STOPS if few else OutingRefusal.TOO_MANY_STOPS)
    return find_conflict(spans, days)


def find_conflict(spans: Sequence[Span], days: Sequence[date]) -> Conflict | None:
    """The first two stops that do not go together, however many there are."""
    for second, day in enumerate(days):
        if day != days[0]:
            return Conflict(OutingRefusal.OTHER_DAY, 0, second)
    for first, second in combinations(range(len(spans)), 2):
        refused = leg_between(spans[first], spans[second]).refused
        if refused:
            return Conflict(refused, first, second)
    return None


def find_neighbour(span: Span, stops: Sequence[Span], taken: Collection[Span] = ()) -> int | None:
    """The stop (its position) that another one would stand next to with least time between; None where it does not fit.

    `taken` is what else takes the time of those who come.
    """
    if any(leg_between(span, other).refused for other in (*stops, *taken)):
        return None
    return min(range(len(stops)), key=lambda number: leg_between(span, stops[number]).minutes, default=None)
