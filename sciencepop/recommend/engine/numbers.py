"""From plain rows to numbers: which base, event, topic and group of people is which row of the engine's tables.

An event is of one series with all events of its base whose titles differ by numbers only, so that this year's is known
by last year's visitors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sciencepop.recommend.engine.text import Rarity, series_key
from sciencepop.recommend.engine.world import Days, Ints, Person, Sessions, Visits, World

_DAY, _ZONE, _MONDAY = 86_400, 8 * 3_600, 4
"""Seconds of a day; China is at UTC+8; 1970-01-05 was a Monday."""


@dataclass(frozen=True, slots=True)
class BaseRow:
    id: int
    name_zh: str
    name_en: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class EventRow:
    id: int
    base_id: int
    title_zh: str
    title_en: str
    topics: Sequence[str]
    audiences: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """People who are counted together: an audience, a town, or an audience of a town."""

    audience: str = ""
    town: str = ""


Seen = tuple[int, int]
"""An event, and when a session of it starts, in seconds since 1970."""


def day_number(seconds: Iterable[float]) -> Days:
    """Seconds since 1970 as days of local time since a Monday."""
    days: Days = (np.fromiter(seconds, float) + _ZONE) / _DAY - _MONDAY
    return days


def places_of(bits: int, size: int) -> Ints:
    """The numbers of the bits that are set, of the first `size`."""
    raw = np.frombuffer(bits.to_bytes(size // 8 + 1, "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(raw, bitorder="little")[:size]).astype(np.int64)


class Numbers:
    """The numbering of one moment. Events whose base is not among the bases are left out."""

    def __init__(
        self,
        bases: Sequence[BaseRow],
        events: Iterable[EventRow],
        topics: Sequence[str],
        audiences: Sequence[str],
        towns: Mapping[str, tuple[float, float]],
    ) -> None:
        self.bases, self.topics, self.audiences, self.towns = bases, topics, audiences, towns
        self.base_at = {row.id: at for at, row in enumerate(bases)}
        self.audience_at = {slug: at for at, slug in enumerate(audiences)}
        self.topic_at = {slug: at for at, slug in enumerate(topics)}
        self.groups = _groups(audiences, towns)
        self.group_at = {group: at for at, group in enumerate(self.groups)}
        self.series: dict[tuple[int, str], int] = {}
        self.series_of: dict[int, int] = {}
        self.titles: list[EventRow] = []
        for row in events:
            if row.base_id in self.base_at:
                self._number(row)
        self.world = self._world()

    def _number(self, row: EventRow) -> None:
        key = row.base_id, series_key(row.title_zh)
        at = self.series.setdefault(key, len(self.series))
        self.series_of[row.id] = at
        if at == len(self.titles):
            self.titles.append(row)
        else:
            self.titles[at] = row  # the latest has the title that people know

    def _world(self) -> World:
        of_base = np.array([self.base_at[base] for base, _key in self.series], np.int64)
        topics = np.zeros((len(self.titles), len(self.topics)), np.float32)
        made_for = np.zeros((len(self.titles), len(self.audiences)), np.bool_)
        texts = []
        for at, row in enumerate(self.titles):
            known = [self.topic_at[slug] for slug in row.topics if slug in self.topic_at]
            topics[at, known] = 1 / max(len(known), 1)
            made_for[at, [self.audience_at[slug] for slug in row.audiences if slug in self.audience_at]] = True
            texts.append(" ".join((row.title_zh, self.bases[of_base[at]].name_zh)))
        places = np.array([(row.lat, row.lon) for row in self.bases], float).reshape(-1, 2)
        parents = [self.group_at[Group(one.audience)] if one.audience and one.town else -1 for one in self.groups]
        return World(of_base, Rarity(texts).vectors(texts), topics, places, np.array(parents, np.int64), made_for)

    def sessions(self, seen: Collection[Seen], open_share: Sequence[float] | None = None) -> Sessions:
        """Sessions in the order given; every event must have a number."""
        series = np.fromiter((self.series_of[event] for event, _start in seen), np.int64, len(seen))
        share = None if open_share is None else np.array(open_share, np.float32)
        return Sessions(series, day_number(start for _event, start in seen), share)

    def groups_of(self, audiences: Collection[str], town: str | None) -> tuple[int, ...]:
        """All groups that somebody is counted in."""
        wanted = [Group(town=town or "")]
        for slug in audiences:
            wanted += [Group(slug), Group(slug, town or "")]
        return tuple(sorted({self.group_at[group] for group in wanted if group in self.group_at}))

    def narrowest_of(self, audiences: Collection[str], town: str | None) -> tuple[int, ...]:
        """The groups by which somebody is judged: where there is a narrower one, the wider is in it already."""
        narrow = [Group(slug, town or "") for slug in audiences] or [Group(town=town or "")]
        return tuple(self.group_at[group] for group in narrow if group in self.group_at)

    def visits(self, who: Sequence[int], session: Sequence[int], groups: Sequence[tuple[int, ...]]) -> Visits:
        """`groups` has one entry a person, in the order of their numbers."""
        widest = max((len(row) for row in groups), default=0)
        cells = np.full((len(groups), max(widest, 1)), -1, np.int64)
        for at, row in enumerate(groups):
            cells[at, : len(row)] = row
        return Visits(np.array(who, np.int64), np.array(session, np.int64), cells)

    def person(
        self, seen: Iterable[Seen], audiences: Collection[str], topics: Collection[str], town: str | None, now: int
    ) -> Person:
        """One person as the engine sees them. What is booked and still to come counts as if it had been this week."""
        known = [(self.series_of[event], start) for event, start in seen if event in self.series_of]
        start = [begin - max(0, -(-(begin - now + 1) // (7 * _DAY))) * 7 * _DAY for _series, begin in known]
        return Person(
            np.array([series for series, _start in known], np.int64),
            day_number(start),
            self.towns.get(town or ""),
            self.narrowest_of(audiences, town),
            tuple(self.topic_at[slug] for slug in topics if slug in self.topic_at),
            tuple(self.audience_at[slug] for slug in audiences if slug in self.audience_at),
        )


def _groups(audiences: Sequence[str], towns: Iterable[str]) -> list[Group]:
    """Wider groups come first."""
    codes = list(towns)
    wide = [Group(slug) for slug in audiences] + [Group(town=code) for code in codes]
    return wide + [Group(slug, code) for slug in audiences for code in codes]
