"""The read model behind the list, the calendar and the home page: one index in each process's memory.

It is rebuilt when the programme's stamp has moved on or the day has changed, never by time alone; where only sessions
became full or free again, just these are read. While one thread builds, those that need the new one wait; nobody is
answered from an older state than the last commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Flask, current_app

from sciencepop.core import clock, stamps
from sciencepop.core.almanac import known
from sciencepop.core.almanac.context import PLAIN, Season, context_of
from sciencepop.core.db import fresh_session
from sciencepop.core.reference import Reference, get_reference
from sciencepop.programme.queries.index_rows import (
    has_sample_data,
    list_event_facts,
    list_full,
    list_occurrence_facts,
)
from sciencepop.programme.rules.days import preset_days
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.index_build import make_index
from sciencepop.programme.rules.search import Vocabulary


@dataclass(frozen=True)
class _Built:
    versions: stamps.Versions
    today: date
    since: int
    index: Index

    def holds(self, versions: stamps.Versions, moment: Moment) -> bool:
        """Whether the programme is still the same; fullness may have changed."""
        return (self.versions.programme, self.today) == (versions.programme, moment.today) and (
            self.since <= moment.seconds
        )

    def is_exact(self, versions: stamps.Versions, moment: Moment) -> bool:
        return self.holds(versions, moment) and self.versions.fullness == versions.fullness


class Finder:
    """The present index of a process, and whether there are sample records."""

    def __init__(self, reference: Reference, seasons: Sequence[Season]) -> None:
        self.towns = {code: (town.lat, town.lon) for code, town in reference.towns.items()}
        self.vocabulary = Vocabulary(
            towns=self.towns,
            topics=reference.topics,
            audiences=reference.audiences,
            kinds=reference.event_kinds,
            access=reference.access,
            days=[*(label.slug for label in PLAIN), *(season.slug for season in seasons)],
        )
        self.lock = threading.Lock()
        self.built: _Built | None = None
        self.sample: tuple[int, bool] | None = None

    def index(self, now: datetime) -> Index:
        """The index as of the last commit."""
        versions, moment = stamps.in_request(), moment_of(now)
        built = self.built
        if built is None or not built.is_exact(versions, moment):
            with self.lock:
                built = self.built = self._brought_up(self.built, versions, moment, now)
        return built.index

    def _brought_up(self, built: _Built | None, versions: stamps.Versions, moment: Moment, now: datetime) -> _Built:
        """What another thread built meanwhile, the same with newer fullness, or a new index."""
        if built is None or not built.holds(versions, moment):
            return _Built(versions, moment.today, moment.seconds, self._build(now))
        if built.is_exact(versions, moment):
            return built
        with fresh_session() as session:
            full = list_full(session, now)
        return replace(built, versions=versions, index=built.index.with_full(full))

    def has_sample(self) -> bool:
        """Whether the public sees sample records. Asked on every page, so it never fails one: then the last answer."""
        with suppress(Exception):
            version = stamps.in_request().programme
            if self.sample is None or self.sample[0] != version:
                with fresh_session() as session:
                    self.sample = (version, has_sample_data(session))
        return self.sample is not None and self.sample[1]

    def clear(self) -> None:
        """Forget everything; for tests, where a rollback takes versions back."""
        self.built = self.sample = None

    def _build(self, now: datetime) -> Index:
        with fresh_session() as session:
            events = list_event_facts(session, now)
            rows = list_occurrence_facts(session, now, self.towns)
            return make_index(rows, events, moment_of(now), labels_of())


def labels_of() -> Callable[[date], list[str]]:
    """What a day is in the calendar as of now, as slugs."""
    almanac, seasons = known.get_almanac(), known.get_seasons()
    return lambda day: [label.slug for label in context_of(day, almanac, seasons).labels]


def moment_of(now: datetime) -> Moment:
    today, made_up = clock.local(now).date(), known.get_almanac().makeup
    return Moment(
        int(now.timestamp()), today, frozenset(day for day in preset_days("weekend", today) if day in made_up)
    )


def get_finder() -> Finder:
    found: Finder = current_app.extensions["finder"]
    return found


class _Asked:
    """`has_sample` of the templates: asks only when a page wants to know."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder

    def __bool__(self) -> bool:
        return self.finder.has_sample()


def init_app(app: Flask) -> None:
    finder = Finder(get_reference(app), known.get_seasons(app))
    app.extensions["finder"] = finder
    app.context_processor(lambda: {"has_sample": _Asked(finder)})
