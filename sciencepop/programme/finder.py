"""The read model behind the list, the calendar and the home page: one index in each process's memory.

It is rebuilt when the programme's stamp has moved on or the day has changed, never by time alone. While one thread
builds, those that need the new one wait; nobody is answered from an older state than the last commit.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy.orm import Session

from sciencepop.core import clock, stamps
from sciencepop.core.db import db
from sciencepop.core.reference import Reference, get_reference
from sciencepop.programme.queries.index_rows import has_sample_data, list_event_facts, list_occurrence_facts
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.index_build import make_index
from sciencepop.programme.rules.search import Vocabulary


@dataclass(frozen=True)
class _Built:
    version: int
    today: date
    since: int
    index: Index


class Finder:
    """The present index of a process, and whether there are sample records."""

    def __init__(self, reference: Reference) -> None:
        self.towns = {code: (town.lat, town.lon) for code, town in reference.towns.items()}
        self.vocabulary = Vocabulary(
            towns=self.towns,
            topics=reference.topics,
            audiences=reference.audiences,
            kinds=reference.event_kinds,
            access=reference.access,
        )
        self.lock = threading.Lock()
        self.built: _Built | None = None
        self.sample: tuple[int, bool] | None = None

    def index(self, now: datetime) -> Index:
        """The index as of the last commit."""
        version = _version()
        moment = moment_of(now)
        built = self.built
        if built is None or not _holds(built, version, moment):
            with self.lock:
                built = self.built
                if built is None or not _holds(built, version, moment):
                    built = self.built = _Built(version, moment.today, moment.seconds, self._build(now))
        return built.index

    def has_sample(self) -> bool:
        """Whether the public sees sample records. Asked on every page, so it never fails one: then the last answer."""
        with suppress(Exception):
            version = _version()
            if self.sample is None or self.sample[0] != version:
                with _own_session() as session:
                    self.sample = (version, has_sample_data(session))
        return self.sample is not None and self.sample[1]

    def clear(self) -> None:
        """Forget everything; for tests, where a rollback takes versions back."""
        self.built = self.sample = None

    def _build(self, now: datetime) -> Index:
        with _own_session() as session:
            events = list_event_facts(session, now)
            return make_index(list_occurrence_facts(session, now, self.towns), events, moment_of(now))


def _version() -> int:
    """The programme's version, asked once in a request that only reads."""
    if not has_request_context() or request.method not in ("GET", "HEAD"):
        return stamps.current().programme
    if "programme_version" not in g:
        g.programme_version = stamps.current().programme
    return int(g.programme_version)


def _holds(built: _Built, version: int, moment: Moment) -> bool:
    return built.version == version and built.today == moment.today and built.since <= moment.seconds


@contextmanager
def _own_session() -> Iterator[Session]:
    """A session whose snapshot begins after the version was read; the request's own may be older."""
    with Session(bind=db.engine, join_transaction_mode="create_savepoint") as session:
        yield session


def moment_of(now: datetime) -> Moment:
    return Moment(int(now.timestamp()), clock.local(now).date())


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
    finder = Finder(get_reference(app))
    app.extensions["finder"] = finder
    app.context_processor(lambda: {"has_sample": _Asked(finder)})
