"""What is known: series, sessions, who came to which, and one person. Everything is a number of a row elsewhere.

Times are days of local time since any fixed Monday, as floats: 0.75 is six in the evening of that Monday.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Days = NDArray[np.float64]

PARTS = 4
"""Parts of a day: until 12, until 17, until 21 o'clock, and later. A week has 28 of them, its slots."""
SLOTS = 7 * PARTS
_ENDS = np.array([12, 17, 21]) / 24


def slots(start: Days) -> Ints:
    """In which of the week's 28 parts a time lies; Monday morning is 0."""
    return (start // 1 % 7).astype(np.int64) * PARTS + np.searchsorted(_ENDS, start % 1, side="right")


@dataclass(frozen=True)
class World:
    """Bases and their series. `parents` says for each cell (an audience, a town, both) which wider cell it is in."""

    base: Ints
    """of each series"""
    texts: Floats
    """series x WIDTH"""
    topics: Floats
    """series x topics; a series with two topics has one half of each"""
    places: Days
    """bases x (latitude, longitude); NaN where unknown"""
    parents: Ints
    """-1 where only everybody is wider; wider cells come first"""
    made_for: Bools | None = None
    """series x audiences that can be chosen: whether it is made for them; None where nobody said"""


@dataclass(frozen=True)
class Sessions:
    """What happens when; `open_share` is the part of a session's seats that can still be booked."""

    series: Ints
    start: Days
    open_share: Floats | None = None


@dataclass(frozen=True)
class Visits:
    """Who came to which session. `cells` has a row of cells for each person, -1 where there are fewer."""

    who: Ints
    session: Ints
    cells: Ints


@dataclass(frozen=True)
class Person:
    """What may be used about one person: sessions attended, and what the person chose. Nobody in particular is ()."""

    series: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    start: Days = field(default_factory=lambda: np.empty(0))
    home: tuple[float, float] | None = None
    cells: tuple[int, ...] = ()
    interests: tuple[int, ...] = ()
    audiences: tuple[int, ...] = ()


def km_between(home: tuple[float, float], places: Days) -> Days:
    """Kilometres from a point to each place; flat, which is right enough within a city."""
    north = (places[:, 0] - home[0]) * 111.2
    east = (places[:, 1] - home[1]) * 111.2 * np.cos(np.radians(home[0]))
    km: Days = np.hypot(north, east)
    return km
