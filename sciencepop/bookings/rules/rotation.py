"""A large group in sub-groups that go round: who is where when.

A station is an event of the base, a round is a time of the day. With r rounds and s stations (s no more than r) the
r sub-groups follow each other like a Latin rectangle: in round t the sub-group g is at station (t - g) mod r.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from string import ascii_uppercase

from sciencepop.bookings.rules.groups import GroupRefusal, Size

MOST_ROUNDS = 12


@dataclass(frozen=True)
class Stop:
    """A session that a group would use: at which station, `[starts_at, ends_at)`. `id` is the occurrence's."""

    id: int
    station: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Turn:
    """That sub-group `group` (from 0) is in session `id` in round `round` (from 0)."""

    id: int
    group: int
    round: int


def rotate(groups: int, stations: int) -> list[list[int | None]]:
    """For each round the sub-group at each station, None where nobody is. As many rounds as the larger number.

    Every sub-group is at every station once, and never at two places, nor two of them at one place, in a round.
    """
    rounds = max(groups, stations)
    table: list[list[int | None]] = []
    for number in range(rounds):
        followers = [(number - station) % rounds for station in range(stations)]
        table.append([group if group < groups else None for group in followers])
    return table


def lay_out(stops: Sequence[Stop]) -> list[Turn] | GroupRefusal:
    """Who goes to which of the chosen sessions: as many sub-groups as rounds, every session used once."""
    rounds = _rounds_of(stops)
    if isinstance(rounds, GroupRefusal):
        return rounds
    table = rotate(len(rounds), len(rounds[0]))
    return [
        Turn(stop.id, group, number)
        for number, (row, groups) in enumerate(zip(rounds, table, strict=True))
        for stop, group in zip(row, groups, strict=True)
        if group is not None
    ]


def _rounds_of(stops: Sequence[Stop]) -> list[list[Stop]] | GroupRefusal:
    """The sessions by round and, in each, by station; a round is over everywhere before the next begins."""
    by_station: dict[int, list[Stop]] = {}
    for stop in sorted(stops, key=lambda one: (one.starts_at, one.id)):
        by_station.setdefault(stop.station, []).append(stop)
    columns = [by_station[station] for station in sorted(by_station)]
    if len({len(column) for column in columns}) != 1:
        return GroupRefusal.STATIONS_UNEVEN
    rounds = [list(row) for row in zip(*columns, strict=True)]
    if len(rounds) > MOST_ROUNDS:
        return GroupRefusal.TOO_MANY_ROUNDS
    if len(columns) > len(rounds):
        return GroupRefusal.TOO_MANY_STATIONS
    for earlier, later in pairwise(rounds):
        if max(stop.ends_at for stop in earlier) > min(stop.starts_at for stop in later):
            return GroupRefusal.ROUNDS_OVERLAP
    return rounds


def divide(size: Size, parts: int) -> list[Size]:
    """Sub-groups of which no two differ by more than one pupil, nor by more than one adult, levels mixed evenly.

    Each has the adults that it needs, as long as `adults_needed_in` says that there are enough.
    """
    pupils = _deal(size, parts)
    parties = [Size(levels, 0, size.per_adult) for levels in pupils]
    adults = [party.adults_needed for party in parties]
    for _spare in range(size.adults - sum(adults)):
        least = min(range(parts), key=lambda part: (adults[part], parties[part].heads + adults[part]))
        adults[least] += 1
    return [Size(levels, count, size.per_adult) for levels, count in zip(pupils, adults, strict=True)]


def adults_needed_in(size: Size, parts: int) -> int:
    """The adults that so many sub-groups need together; more than the whole group needs at once."""
    return sum(Size(levels, 0, size.per_adult).adults_needed for levels in _deal(size, parts))


def letter(group: int) -> str:
    """A, B, C … for the sub-groups."""
    return ascii_uppercase[group]


def _deal(size: Size, parts: int) -> list[dict[str, int]]:
    """The pupils dealt out like cards, level by level, each level going on where the last one ended."""
    hands: list[dict[str, int]] = [{} for _part in range(parts)]
    dealt = 0
    for level, count in size.pupils.items():
        for part in range(parts):
            share = (count + parts - 1 - (part - dealt) % parts) // parts
            if share:
                hands[part][level] = share
        dealt += count
    return hands
