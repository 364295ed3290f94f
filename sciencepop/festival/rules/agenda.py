"""A personal agenda that no account knows: a list in its link, what clashes in it, and what is too far apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sciencepop.bases.rules.points import Point, distance_km

MOST = 60
"""So many stars fit into a link that every browser and QR code carries."""

_NUMBER = re.compile(r"[0-9a-z]{1,8}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def read_stars(text: str) -> list[int]:
    """The occurrences of a link's list, each once, in order, at most MOST; what cannot be read is left out."""
    found: list[int] = []
    for part in text.lower().split(".")[: MOST * 2]:
        number = int(part, 36) if _NUMBER.fullmatch(part) else 0
        if 0 < number < 2**31 and number not in found:
            found.append(number)
    return sorted(found[:MOST])


def write_stars(numbers: Iterable[int]) -> str:
    """The list as it stands in a link: numbers in base 36 with dots between."""
    return ".".join(_in_36(number) for number in sorted(set(numbers))[:MOST])


def toggled(numbers: Iterable[int], number: int) -> list[int]:
    """The list with this one more, or less."""
    have = set(numbers)
    return sorted(have ^ {number})


def _in_36(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = _DIGITS[rest] + text
    return text or "0"


class Hint(StrEnum):
    CLASH = "clash"
    TIGHT = "tight"


@dataclass(frozen=True)
class Stop:
    """Something of the list; `lat` and `lon` are WGS-84 or None."""

    occurrence_id: int
    starts_at: datetime
    ends_at: datetime
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Told:
    """Two stops that do not go together: they overlap, or there is less time between them than the way takes."""

    hint: Hint
    first: int
    second: int
    way_minutes: int = 0
    gap_minutes: int = 0


def way_minutes(a: Stop, b: Stop, *, kmh: float, extra: int) -> int | None:
    """How long the way takes at a stated speed, with `extra` minutes for setting out; none within 100 metres.

    None where a point is unknown.
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    km = distance_km(Point(a.lat, a.lon), Point(b.lat, b.lon))
    return 0 if km < 0.1 else round(km / kmh * 60) + extra


def find_hints(stops: Sequence[Stop], *, kmh: float, extra: int) -> list[Told]:
    """Every overlap, and each stop that is not reached in time from the one before it."""
    rows = sorted(stops, key=lambda stop: (stop.starts_at, stop.occurrence_id))
    told = []
    for number, row in enumerate(rows):
        told += [
            Told(Hint.CLASH, row.occurrence_id, other.occurrence_id)
            for other in rows[number + 1 :]
            if other.starts_at < row.ends_at
        ]
    for one, other in pairwise(rows):
        gap = other.starts_at - one.ends_at
        way = way_minutes(one, other, kmh=kmh, extra=extra)
        if way and timedelta(0) <= gap < timedelta(minutes=way):
            told.append(Told(Hint.TIGHT, one.occurrence_id, other.occurrence_id, way, int(gap.total_seconds() // 60)))
    return told
