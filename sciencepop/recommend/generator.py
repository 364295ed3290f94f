"""Invented people, bases and visits, for tests and measurements of load. Nobody in it exists.

It has the shape of the real thing: most people come once, some often; a few bases have most sessions; series repeat;
people keep to a base, a topic, a part of the week. It must never be used to say how well the recommender ranks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from sciencepop.recommend.engine.text import Rarity
from sciencepop.recommend.engine.world import Floats, Ints, Sessions, Visits
from sciencepop.recommend.evaluation.meetup import EPOCH, DataSet

_SYLLABLES = tuple("天地植物星空机器水火光电昆虫海洋岩石气象数学人体健康航天农田桥船")
_HOURS = np.array([9.5, 10, 14, 15, 19, 19.5])
_TOWN = (31.03, 121.22)


@dataclass(frozen=True)
class Scale:
    """How much to invent; `days` of sessions, the last fortnight of them without visits if the caller cuts it off."""

    people: int = 1500
    bases: int = 40
    series: int = 240
    sessions: int = 2400
    days: int = 360
    topics: int = 12
    towns: int = 9


def generate(scale: Scale | None = None, seed: int = 1) -> DataSet:
    """The same seed gives the same world."""
    scale, random = scale or Scale(), np.random.default_rng(seed)
    base = random.choice(scale.bases, scale.series, p=_few_big(scale.bases))
    base[: min(scale.bases, scale.series)] = np.arange(min(scale.bases, scale.series))
    topic_of_base = random.integers(scale.topics, size=scale.bases)
    topics = np.zeros((scale.series, scale.topics), np.float32)
    topics[np.arange(scale.series), topic_of_base[base]] = 1
    sessions = _sessions(scale, random)
    homes = np.array(_TOWN) + random.normal(0, 0.06, (scale.people, 2))
    visits = _visits(scale, sessions, base, topic_of_base, random)
    return DataSet(sessions, visits, base, _titles(scale, random), topics, homes, scale.bases, scale.towns)


def texts(data: DataSet) -> Floats:
    """The vectors of all titles."""
    return Rarity(data.titles).vectors(data.titles)


def write(data: DataSet, folder: Path) -> None:
    """As a folder that `flask recommend evaluate` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    topic = np.zeros(data.bases, np.int64)
    topic[data.base] = data.topics.argmax(axis=1)
    series, moments = (
        data.sessions.series.tolist(),
        [EPOCH + timedelta(days=day) for day in data.sessions.start.tolist()],
    )
    _rows(
        folder / "groups.csv",
        ("group", "name", "category"),
        ((at, f"基地{at}", f"主题{topic[at]}") for at in range(data.bases)),
    )
    _rows(
        folder / "events.csv",
        ("event", "group", "start", "title"),
        (
            (at, data.base[of], f"{moment:%Y-%m-%d %H:%M}", data.titles[of])
            for at, (of, moment) in enumerate(zip(series, moments, strict=True))
        ),
    )
    _rows(
        folder / "members.csv",
        ("user", "city", "lat", "lon"),
        ((who, f"街镇{data.visits.cells[who, 0]}", *home) for who, home in enumerate(data.homes.round(2).tolist())),
    )
    _rows(
        folder / "rsvps.csv",
        ("user", "event"),
        zip(data.visits.who.tolist(), data.visits.session.tolist(), strict=True),
    )


def _rows(file: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)


def _few_big(many: int) -> Floats:
    weight = 1 / (np.arange(many) + 3.0)
    share: Floats = weight / weight.sum()
    return share


def _titles(scale: Scale, random: np.random.Generator) -> list[str]:
    return ["".join(random.choice(_SYLLABLES, 8)) for _series in range(scale.series)]


def _sessions(scale: Scale, random: np.random.Generator) -> Sessions:
    """Each series has its hour and its weekday, and keeps to them mostly."""
    series = random.choice(scale.series, scale.sessions, p=_few_big(scale.series))
    weekday, hour = random.integers(7, size=scale.series), random.choice(_HOURS, scale.series)
    week = random.integers(scale.days // 7, size=scale.sessions)
    day = np.where(random.random(scale.sessions) < 0.8, weekday[series], random.integers(7, size=scale.sessions))
    start = week * 7 + day + hour[series] / 24
    order = np.argsort(start, kind="stable")
    return Sessions(series[order].astype(np.int64), start[order].astype(float))


def _visits(scale: Scale, sessions: Sessions, base: Ints, topic_of_base: Ints, random: np.random.Generator) -> Visits:
    """Everybody has a base, a topic and a beginning; most choose by them, some anything."""
    bases = base[sessions.series]
    topics = topic_of_base[bases]
    lift = random.lognormal(0, 1, scale.series)[sessions.series]
    found: list[tuple[int, int]] = []
    for who in range(scale.people):
        many = min(int(random.pareto(0.9)) + 1, 60)
        mine = random.choice(scale.bases, p=_few_big(scale.bases))
        likes = 1 + 60 * (bases == mine) + 12 * (topics == topic_of_base[mine])
        likes = likes * lift * (sessions.start >= random.integers(scale.days))
        if likes.sum() > 0:
            many = min(many, int(np.count_nonzero(likes)))
            chosen = random.choice(scale.sessions, many, replace=False, p=likes / likes.sum())
            found.extend((int(session), who) for session in chosen)
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    cells = random.integers(scale.towns, size=(scale.people, 1))
    return Visits(pairs[:, 1], pairs[:, 0], cells)
