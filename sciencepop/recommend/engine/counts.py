"""Counters over everybody: how full, how open to the new, what goes together, and what each cell of people likes.

Every rate is shrunk towards a wider one (series, base, topic, all), so a new base starts as its topic does.
What is long ago counts less: half after 90 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sciencepop.recommend.engine.world import SLOTS, Days, Floats, Ints, Sessions, Visits, World, slots

HALF_LIFE = 90.0
_SESSIONS, _PEOPLE, _RIDGE = 3.0, 20.0, 30.0
"""How many sessions, how many people of the wider group each rate is mixed with; how cautious likeness is."""


def fading(ages: Days, half_life: float = HALF_LIFE) -> Days:
    """What something so many days ago still counts."""
    return np.exp2(-np.maximum(ages, 0) / half_life)


@dataclass(frozen=True)
class Counts:
    """All tables at one time. Sizes: B bases, S series, T topics, C cells."""

    series_sessions: Floats
    """S: sessions held, faded"""
    base_sessions: Floats
    slot_sessions: Floats
    """B x 28: sessions held in each part of the week, faded"""
    series_size: Floats
    """S: people a session, shrunk to the base's"""
    base_size: Floats
    """B: people a session, shrunk to the topics' of the base"""
    newcomers: Floats
    """B: people a session who came nowhere before"""
    openness: Floats
    """B: people a session who came to this base for the first time"""
    returning: Floats
    """B: share of the base's visitors who came there again, shrunk to that of all bases"""
    topic_share: Floats
    """T: of all visits"""
    slot_share: Floats
    """28: of all visits"""
    beside: Floats
    """B x B: how much more likely a visitor of the row's base comes to the column's; nothing on the diagonal"""
    cell_base: Floats
    """C x B: log lift of the base among people of the cell"""
    cell_topic: Floats
    """C x T"""
    cell_people: Ints
    """C x B: different people of the cell at the base"""
    first_seen: Days
    """B: when the base's first session was"""


def count(world: World, sessions: Sessions, visits: Visits, now: float) -> Counts:
    """Take all counters from what started before `now`; whatever is later in the arguments is left out."""
    held = np.flatnonzero(sessions.start < now)
    known = sessions.start[visits.session] < now
    who, at = visits.who[known], visits.session[known]
    order = np.argsort(sessions.start[at], kind="stable")
    who, at = who[order], at[order]
    bases, many = len(world.places), len(world.base)
    fade = fading(now - sessions.start)
    series, base = sessions.series, world.base[sessions.series]
    slot = slots(sessions.start)
    came, weight = base[at], fade[at]

    series_sessions = _sum(series[held], fade[held], many)
    base_sessions = _sum(base[held], fade[held], bases)
    slot_sessions = _sum(base[held] * SLOTS + slot[held], fade[held], bases * SLOTS).reshape(bases, SLOTS)
    base_visits = _sum(came, weight, bases)
    base_size = _shrunk(base_visits, base_sessions, _by_topic(world, base_visits, base_sessions))
    series_size = _shrunk(_sum(series[at], weight, many), series_sessions, base_size[world.base])

    first = _firsts(who)
    first_here = _firsts(who * bases + came)
    newcomers = _sum(came[first], weight[first], bases)
    openness = _sum(came[first_here], weight[first_here], bases)
    topic_visits = world.topics[series[at]].T @ weight
    slot_visits = _sum(slot[at], weight, SLOTS)
    cell_base, cell_topic, cell_people = _cells(world, visits, who, came, series[at])
    return Counts(
        series_sessions,
        base_sessions,
        slot_sessions,
        series_size,
        base_size,
        _shrunk(newcomers, base_sessions, np.full(bases, newcomers.sum() / max(base_sessions.sum(), 1e-9))),
        _shrunk(openness, base_sessions, np.full(bases, openness.sum() / max(base_sessions.sum(), 1e-9))),
        _returning(who, came, bases),
        _share(topic_visits),
        _share(slot_visits),
        _beside(who, came, bases),
        cell_base,
        cell_topic,
        cell_people,
        _first_seen(base[held], sessions.start[held], bases),
    )


def _returning(who: Ints, came: Ints, bases: int) -> Floats:
    pairs, times = np.unique(who * bases + came, return_counts=True)
    visitors = np.bincount(pairs % bases, minlength=bases)
    again = np.bincount(pairs % bases, times > 1, bases)
    everywhere = (again.sum() + 1) / (visitors.sum() + 2)
    share: Floats = (again + _PEOPLE * everywhere) / (visitors + _PEOPLE)
    return share.astype(np.float32)


def _sum(at: Ints, weight: Days, size: int) -> Floats:
    return np.bincount(at, weight, size).astype(np.float32)


def _share(visits: Floats) -> Floats:
    share: Floats = (visits + 1) / (visits.sum() + len(visits))
    return share.astype(np.float32)


def _shrunk(visits: Floats, sessions: Floats, wider: Floats) -> Floats:
    rate: Floats = (visits + _SESSIONS * wider) / (sessions + _SESSIONS)
    return rate.astype(np.float32)


def _by_topic(world: World, visits: Floats, sessions: Floats) -> Floats:
    """People a session at the bases of the same topics, shrunk to those of all bases."""
    of_base = np.zeros((len(visits), world.topics.shape[1]), np.float32)
    np.add.at(of_base, world.base, world.topics)
    of_base /= np.maximum(of_base.sum(axis=1, keepdims=True), 1e-9)
    everywhere = visits.sum() / max(float(sessions.sum()), 1e-9)
    topic = _shrunk(of_base.T @ visits, of_base.T @ sessions, np.full(of_base.shape[1], everywhere))
    known = of_base.sum(axis=1) > 0
    return np.where(known, of_base @ topic, everywhere).astype(np.float32)


def _firsts(keys: Ints) -> Ints:
    """Where each key stands for the first time."""
    return np.unique(keys, return_index=True)[1]


def _first_seen(base: Ints, start: Days, bases: int) -> Days:
    seen = np.full(bases, np.inf)
    np.minimum.at(seen, base, start)
    return seen


def _beside(who: Ints, came: Ints, bases: int) -> Floats:
    """Ridge regression of each base's visitors on all other bases: what one visit says about the others.

    Bases that go together only because all big ones do count less than by plain counting of pairs.
    """
    pairs = np.unique(who * bases + came)
    people, at = pairs // bases, pairs % bases
    _names, people = np.unique(people, return_inverse=True)
    both = np.zeros((bases, bases))
    starts = np.flatnonzero(np.r_[True, people[1:] != people[:-1], True])
    for begin, end in pairwise(starts.tolist()):
        mine = at[begin:end]
        if mine.size > 1:
            both[np.ix_(mine, mine)] += 1
    both[np.arange(bases), np.arange(bases)] = np.bincount(at, minlength=bases) + _RIDGE
    inverse = np.linalg.inv(both)
    beside = -inverse / np.diag(inverse)
    np.fill_diagonal(beside, 0)
    return np.maximum(beside, 0).astype(np.float32)


def _cells(world: World, visits: Visits, who: Ints, came: Ints, series: Ints) -> tuple[Floats, Floats, Ints]:
    """Log lifts of bases and topics in each cell, each shrunk to the wider cell's; people, not visits, are counted."""
    bases, cells = len(world.places), len(world.parents)
    first = _firsts(who * bases + came)
    mine = visits.cells[who[first]]
    row, column = np.nonzero(mine >= 0)
    of = mine[row, column]
    people = np.bincount(of * bases + came[first][row], minlength=cells * bases).reshape(cells, bases)
    topics = np.zeros((cells, world.topics.shape[1]))
    np.add.at(topics, of, world.topics[series[first]][row])
    all_bases = np.bincount(came[first], minlength=bases) + 0.5
    all_topics = world.topics[series[first]].sum(axis=0) + 0.5
    return _lifts(people, all_bases, world.parents), _lifts(topics, all_topics, world.parents), people


def _lifts(table: Floats | Ints, everybody: Floats, parents: Ints) -> Floats:
    widest = everybody / everybody.sum()
    shares = np.empty(table.shape)
    for cell, parent in enumerate(parents):
        wider = widest if parent < 0 else shares[parent]
        shares[cell] = (table[cell] + _PEOPLE * wider) / (table[cell].sum() + _PEOPLE)
    lifts: Floats = np.log(shares / widest)
    return lifts.astype(np.float32)
