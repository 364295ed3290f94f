"""The sessions that can be recommended, ready for scoring, and the features of each for one person.

A catalogue is built when the programme or the counters change and is then only read. A request costs a few gathers a
feature: what depends on the person is worked out by base, series and part of the week, and handed to the sessions.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np

from sciencepop.recommend.engine.counts import HALF_LIFE, Counts, fading
from sciencepop.recommend.engine.features import FEATURES, ROW
from sciencepop.recommend.engine.world import PARTS, SLOTS, Floats, Ints, Person, Sessions, World, km_between, slots

_RECENT, _STEEP = 21.0, 20.0
"""Half-life in days of what makes a visit one of the latest; how soon a share attended counts nearly in full."""
_TASTE, _HABIT = 2.0, 3.0
"""How many visits of everybody's taste, and of everybody's times, are mixed with a person's own."""
_NEW_DAYS, _TEXTS = 60.0, 40
"""How long a base is new; to how many attended series, the latest, texts are compared."""


@dataclass(frozen=True)
class Past:
    """A person's visits before now, with what each still counts."""

    series: Ints
    base: Ints
    slot: Ints
    fade: Floats
    recent: Floats


class Catalogue:
    """Sessions to choose from at `now`. `kind` numbers their series within the catalogue, to keep tables short."""

    def __init__(self, world: World, counts: Counts, sessions: Sessions, now: float) -> None:
        self.world, self.counts, self.sessions, self.now = world, counts, sessions, now
        self.series, self.kind = np.unique(sessions.series, return_inverse=True)
        self.base = world.base[sessions.series]
        self.slot = slots(sessions.start)
        self.base_slot = self.base * SLOTS + self.slot
        self.texts = world.texts[self.series]
        self.topics = world.topics[self.series]
        self.bases = len(world.places)
        self.active = np.unique(self.base)
        self.offer = self._offer()
        self._day_share = counts.slot_share.reshape(7, PARTS).sum(axis=1)
        self._part_share = counts.slot_share.reshape(7, PARTS).sum(axis=0)

    def __len__(self) -> int:
        return len(self.kind)

    def promising(self, at: Ints) -> Catalogue:
        """The same, where only bases with one of these sessions are owed anything: the others cannot be shown now."""
        same = copy(self)
        same.active = np.unique(self.base[at])
        return same

    def narrowed(self, at: Ints) -> Catalogue:
        """Only the sessions at these places; what was counted over all of them stays as it is."""
        few = copy(self)
        few.sessions = Sessions(self.sessions.series[at], self.sessions.start[at])
        few.kind, few.base, few.slot, few.base_slot = self.kind[at], self.base[at], self.slot[at], self.base_slot[at]
        few.offer = self.offer[:, at]
        return few

    def _offer(self) -> Floats:
        """The features that are the same for everybody; the others are zero."""
        counts, base, series = self.counts, self.base, self.sessions.series
        rows = np.zeros((len(FEATURES), len(self)), np.float32)
        rows[ROW["series_size"]] = np.log1p(counts.series_size[series])
        rows[ROW["base_size"]] = np.log1p(counts.base_size[base])
        rows[ROW["series_rise"]] = np.log((counts.series_size[series] + 0.5) / (counts.base_size[base] + 0.5))
        rows[ROW["newcomers"]] = np.log1p(counts.newcomers[base])
        rows[ROW["openness"]] = np.log1p(counts.openness[base])
        rows[ROW["held"]] = np.log1p(counts.series_sessions[series])
        rows[ROW["topic_size"]] = (self.topics @ np.log(counts.topic_share * len(counts.topic_share)))[self.kind]
        rows[ROW["siblings"]] = np.log(np.bincount(base, minlength=self.bases)[base])
        rows[ROW["twins"]] = np.log(np.bincount(self.kind))[self.kind]
        rows[ROW["ahead"]] = (self.sessions.start - self.now) / 14
        rows[ROW["room"]] = 1 if self.sessions.open_share is None else self.sessions.open_share
        rows[ROW["fresh"]] = (self.now - counts.first_seen < _NEW_DAYS)[base]
        return rows

    def features(self, person: Person) -> Floats:
        """Features x sessions, in the order of FEATURES."""
        rows = self.offer.copy()
        if not len(self):
            return rows
        past = self._past(person)
        if past.series.size:
            self._bases(rows, past)
            self._series(rows, past)
            self._times(rows, past)
            self._texts(rows, past)
        if past.series.size or person.interests:
            self._tastes(rows, past, person.interests)
        if person.audiences and self.world.made_for is not None:
            made_for = self.world.made_for[self.series][:, list(person.audiences)]
            rows[ROW["made_for"]] = made_for.max(axis=1)[self.kind]
        if person.home is not None:
            near = 1 / (1 + km_between(person.home, self.world.places) / 5)
            rows[ROW["near"]] = np.nan_to_num(near)[self.base]
        if person.cells:
            cells = list(person.cells)
            rows[ROW["cell_base"]] = self.counts.cell_base[cells].mean(axis=0)[self.base]
            rows[ROW["cell_topic"]] = (self.topics @ self.counts.cell_topic[cells].mean(axis=0))[self.kind]
        return rows

    def _past(self, person: Person) -> Past:
        known = person.start < self.now
        series, age = person.series[known], self.now - person.start[known]
        return Past(
            series,
            self.world.base[series],
            slots(person.start[known]),
            fading(age, HALF_LIFE).astype(np.float32),
            fading(age, _RECENT).astype(np.float32),
        )

    def _bases(self, rows: Floats, past: Past) -> None:
        counts, base = self.counts, past.base
        visits = np.bincount(base, past.fade, self.bases)
        ever = np.bincount(base, minlength=self.bases)
        share = visits / (visits.sum() + 1)
        mine = np.flatnonzero(ever)
        again = np.zeros(self.bases)
        again[mine] = np.log1p(_STEEP * counts.returning[mine])
        rows[ROW["base_ever"]] = np.log1p(ever)[self.base]
        rows[ROW["base_rate"]] = np.log1p(_STEEP * visits / (counts.base_sessions + 1))[self.base]
        rows[ROW["base_share"]] = share[self.base]
        rows[ROW["base_return"]] = again[self.base]
        beside = counts.beside[mine]
        rows[ROW["beside"]] = np.log1p(10 * beside.sum(axis=0))[self.base]
        rows[ROW["beside_share"]] = np.log1p(10 * (share[mine].astype(np.float32) @ beside))[self.base]

    def _series(self, rows: Floats, past: Past) -> None:
        """Only the person's own series are looked up; most sessions are of none of them."""
        at = np.searchsorted(self.series, past.series)
        at[at == len(self.series)] = 0
        here = self.series[at] == past.series
        at = at[here]
        if not at.size:
            return
        visits = np.bincount(at, past.fade[here], len(self.series))
        held = self.counts.series_sessions[self.series]
        rows[ROW["series_visits"]] = np.log1p(visits)[self.kind]
        rows[ROW["series_rate"]] = np.log1p(_STEEP * visits / (held + 1))[self.kind]

    def _times(self, rows: Floats, past: Past) -> None:
        counts = self.counts
        mine = np.bincount(past.slot, past.fade, SLOTS)
        week = mine.reshape(7, PARTS)
        rows[ROW["slot_lift"]] = _lift(mine, counts.slot_share, _HABIT)[self.slot]
        rows[ROW["day_lift"]] = np.repeat(_lift(week.sum(axis=1), self._day_share, _HABIT), PARTS)[self.slot]
        rows[ROW["part_lift"]] = np.tile(_lift(week.sum(axis=0), self._part_share, _HABIT), 7)[self.slot]
        own = np.bincount(past.base * SLOTS + past.slot, past.fade, self.bases * SLOTS)
        used = np.flatnonzero(own)
        own[used] = np.log1p(_STEEP * own[used] / (counts.slot_sessions.ravel()[used] + 1))
        rows[ROW["habit"]] = own[self.base_slot]

    def _texts(self, rows: Floats, past: Past) -> None:
        series, at = np.unique(past.series, return_inverse=True)
        attended = self.world.texts[series]
        mean = np.bincount(at, past.fade).astype(np.float32) @ attended
        mean /= max(float(np.sqrt(mean @ mean)), 1e-9)
        latest = attended[np.argsort(np.bincount(at, past.recent))[-_TEXTS:]]
        alike = np.maximum(self.texts @ np.vstack([mean, latest]).T, 0)
        rows[ROW["text_mean"]] = alike[:, 0][self.kind]
        rows[ROW["text_best"]] = alike[:, 1:].max(axis=1)[self.kind]

    def _tastes(self, rows: Floats, past: Past, interests: tuple[int, ...]) -> None:
        """A declared interest counts as one visit that has just been made."""
        mine = past.fade @ self.world.topics[past.series] if past.series.size else np.zeros(self.topics.shape[1])
        if interests:
            mine = mine + np.bincount(list(interests), minlength=len(mine))
        lift = _lift(mine, self.counts.topic_share, _TASTE)
        rows[ROW["topic_lift"]] = (self.topics @ lift)[self.kind]
        rows[ROW["topic_share"]] = (self.topics @ (mine / (mine.sum() + 1)).astype(np.float32))[self.kind]


def _lift(mine: Floats | Ints, everybody: Floats, mixed: float) -> Floats:
    """Log of own share over everybody's, after so many visits of everybody's were mixed in."""
    shares = (mine + mixed * everybody) / (mine.sum() + mixed)
    lift: Floats = np.log(shares / everybody)
    return lift.astype(np.float32)
