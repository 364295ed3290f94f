"""What is known at an anchor, who is asked about, and what came true: a strict split by time.

At anchor T the candidates are all sessions that start in the following fortnight. No visit to any of them is known:
everything is taken from visits to sessions that started before T.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.counts import count
from sciencepop.recommend.engine.text import Rarity
from sciencepop.recommend.engine.world import Days, Ints, Person, Sessions, Visits, World
from sciencepop.recommend.evaluation.meetup import DataSet, date_of

FORTNIGHT = 14.0
TRUE_INTEREST = 0.7
"""How often a simulated interest is a topic that the person then really chooses; else it is drawn like all visits."""


@dataclass(frozen=True)
class Span:
    """From which day to when the data go, and from when on there is something to learn. All are days."""

    WARMING = 4 * FORTNIGHT
    """How long visits are only counted before anything is learned from them, where there is the time."""

    begin: float
    first: float
    last: float
    warm: float

    @classmethod
    def of(cls, data: DataSet, begin: float) -> Span:
        """For anchors from `begin` on. An early one has less to count, and one fortnight at least to learn from."""
        first, last = float(floor(data.sessions.start[0])), float(data.sessions.start[-1])
        return cls(begin, first, last, max(first + FORTNIGHT, min(first + cls.WARMING, begin - FORTNIGHT)))

    def anchors(self, fortnights: int) -> tuple[list[float], list[str]]:
        """Of so many fortnights the beginnings of those that can be asked about, and what is said of the others."""
        earliest, begin = self.first + 2 * FORTNIGHT, self.begin
        early = min(max(ceil((earliest - begin) / FORTNIGHT), 0), fortnights)
        until = min(max(floor((self.last - begin) / FORTNIGHT) + 1, early), fortnights)
        notes, last = [], begin + FORTNIGHT * until
        if early:
            first, day = date_of(self.first), date_of(earliest)
            notes.append(f"{early} of {fortnights} fortnights left out: the data begin on {first}, ask from {day} on")
        if until < fortnights:
            beyond, day = fortnights - until, date_of(self.last)
            notes.append(f"{beyond} of {fortnights} fortnights left out: the data end on {day}")
        if early < until and last > ceil(self.last):
            notes.append(f"the last fortnight ends on {date_of(last - 1)}, the data already on {date_of(self.last)}")
        return [begin + FORTNIGHT * number for number in range(early, until)], notes


@dataclass(frozen=True)
class Anchor:
    """One fortnight: the catalogue at its beginning, and the places in it of the sessions each person attended."""

    catalogue: Catalogue
    people: Ints
    truth: list[Ints]


class History:
    """The data set with a quick way to a person's visits."""

    def __init__(self, data: DataSet, texts_until: float) -> None:
        self.data = data
        visits = data.visits
        order = np.argsort(visits.who, kind="stable")
        self._session = visits.session[order]
        self._begin = np.searchsorted(visits.who[order], np.arange(len(data.homes) + 1))
        old = np.unique(data.sessions.series[data.sessions.start < texts_until])
        self.texts = Rarity(data.titles[at] for at in old).vectors(data.titles)

    def person(self, who: int, until: float, interests: tuple[int, ...] = ()) -> Person:
        """What was known of somebody when sessions had only started before `until`."""
        data = self.data
        mine = self._session[self._begin[who] : self._begin[who + 1]]
        mine = mine[data.sessions.start[mine] < until]
        home = data.homes[who]
        cells = tuple(int(cell) for cell in data.visits.cells[who] if cell >= 0)
        return Person(
            data.sessions.series[mine],
            data.sessions.start[mine],
            None if np.isnan(home[0]) else (float(home[0]), float(home[1])),
            cells,
            interests,
        )

    def anchor(self, at: float) -> Anchor:
        """The fortnight from `at`, with what was known then."""
        data = self.data
        window = np.flatnonzero((data.sessions.start >= at) & (data.sessions.start < at + FORTNIGHT))
        place = np.full(len(data.sessions.start), -1)
        place[window] = np.arange(len(window))
        coming = data.visits.session, data.visits.who
        inside = place[coming[0]] >= 0
        who, session = coming[1][inside], place[coming[0][inside]]
        order = np.argsort(who, kind="stable")
        people, begin = np.unique(who[order], return_index=True)
        return Anchor(self._catalogue(at, window), people, np.split(session[order], begin[1:]) if len(people) else [])

    def _catalogue(self, at: float, window: Ints) -> Catalogue:
        data = self.data
        known = data.sessions.start[data.visits.session] < at
        visits = Visits(data.visits.who[known], data.visits.session[known], data.visits.cells)
        places = _places(data, visits)
        world = World(data.base, self.texts, data.topics, places, np.full(data.cells, -1, np.int64))
        counts = count(world, data.sessions, visits, at)
        return Catalogue(world, counts, Sessions(data.sessions.series[window], data.sessions.start[window]), at)


def _places(data: DataSet, visits: Visits) -> Days:
    """The middle of the homes of a base's visitors."""
    base = data.base[data.sessions.series[visits.session]]
    homes = data.homes[visits.who]
    known = ~np.isnan(homes[:, 0])
    many = np.bincount(base[known], minlength=data.bases)
    sums = [np.bincount(base[known], homes[known, axis], data.bases) for axis in (0, 1)]
    with np.errstate(invalid="ignore"):
        return np.stack([total / many for total in sums], axis=1)


def interest(anchor: Anchor, truth: Ints, random: np.random.Generator) -> tuple[int, ...]:
    """One topic as a newcomer might name it. Nobody was asked in the data, so this is simulated."""
    catalogue = anchor.catalogue
    if random.random() < TRUE_INTEREST:
        return (int(np.argmax(catalogue.topics[catalogue.kind[random.choice(truth)]])),)
    share = catalogue.counts.topic_share.astype(float)
    return (int(random.choice(len(share), p=share / share.sum())),)
