"""What a process needs to rank: numbers, catalogue, weights and ledger, as of one version of the programme.

The programme's own index says what is visible, has seats and can be booked now (`programme.finder`); its positions are
the catalogue's. A shelf is put together anew when that index was built anew, and after some minutes for the clock, the
seats, newer counters and newer weights. The ledger is read more often.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from sciencepop.core.config import ROOT
from sciencepop.core.db import fresh_session
from sciencepop.core.reference import Reference, get_reference
from sciencepop.programme.finder import Finder, moment_of
from sciencepop.programme.rules.bitsets import Passing, from_positions, span
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.counts import Counts
from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.numbers import Numbers, day_number, places_of
from sciencepop.recommend.engine.snapshot import nothing_counted, unpack
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.models import CountSnapshot, TrainedWeights
from sciencepop.recommend.queries.kept import find_snapshot, find_waiting, find_weights, read_exposure
from sciencepop.recommend.queries.rows import list_bases, list_events, read_open_shares, read_times
from sciencepop.recommend.rules.tastes import Known
from sciencepop.recommend.settings import settings

FRESH, LEDGER_FRESH, WRITTEN_EVERY = timedelta(minutes=10), timedelta(seconds=60), timedelta(seconds=30)
LONG = 86_400
MOST_NOTED = 20_000
"""Rows of lists that wait in a process, where the database is away; more are not noted."""
FORTNIGHT = timedelta(days=14)
"""The time for which every base is promised its part of what is shown."""
AHEAD = timedelta(days=30)
"""How far lists look ahead."""
FIRST_WEIGHTS: Path = ROOT / "data" / "recommend_weights.json"


@dataclass(frozen=True)
class Shelf:
    """Positions are those of `index`. `ends` are seconds since 1970, `long` holds what lasts more than LONG seconds.

    `late` holds the sessions that could not be booked yet, and `opening` knows when each of them can be. `counted_at`
    is None before the first counters were taken; `is_own`: the weights were found here. `tried` are the weights that
    are compared with those in use, by their number.
    """

    index: Index
    numbers: Numbers
    catalogue: Catalogue
    weights: Weights
    is_own: bool
    ends: Sequence[int]
    long: int
    late: int
    opening: Passing
    made_at: datetime
    counted_at: datetime | None
    tried: tuple[int, Weights] | None


@dataclass
class Batch:
    """What is to be written: worth by base, rows of lists as they were shown, and (list, occurrence, day) booked."""

    worth: dict[int, float] = field(default_factory=dict)
    places: list[dict[str, Any]] = field(default_factory=list)
    booked: set[tuple[str, int, date]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.worth or self.places or self.booked)


class Noted:
    """What this process has shown and not written yet. What is lost with a process evens out."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.batch = Batch()
        self.written_at: datetime | None = None

    def add(
        self,
        worth: Mapping[int, float] | None = None,
        places: Sequence[dict[str, Any]] = (),
        booked: Iterable[tuple[str, int, date]] = (),
    ) -> None:
        with self.lock:
            for base, more in (worth or {}).items():
                self.batch.worth[base] = self.batch.worth.get(base, 0) + more
            if len(self.batch.places) < MOST_NOTED:
                self.batch.places.extend(places)
            self.batch.booked.update(booked)

    def take(self, now: datetime) -> Batch:
        """What is to be written now; nothing while the last time is less than WRITTEN_EVERY ago."""
        with self.lock:
            if self.written_at and self.written_at <= now < self.written_at + WRITTEN_EVERY:
                return Batch()
            found = self.batch
            if found:
                self.batch, self.written_at = Batch(), now
            return found


class Shelves:
    """The present shelf of a process, and the ledger."""

    def __init__(self, reference: Reference, finder: Finder) -> None:
        self.reference, self.finder = reference, finder
        self.for_all = tuple(row.slug for row in reference.audiences.values() if not row.stage)
        audiences = tuple(slug for slug in reference.audiences if slug not in self.for_all)
        self.known = Known(audiences, tuple(reference.topics), tuple(reference.towns))
        self.lock = threading.Lock()
        self.shelf: Shelf | None = None
        self.ledger: tuple[datetime, Shelf, Ledger] | None = None
        self.noted = Noted()

    def get(self, now: datetime) -> Shelf:
        """The shelf for this moment."""
        index = self.finder.index(now)
        shelf = self.shelf
        if shelf is None or not _is_good(shelf, index, now):
            with self.lock:
                shelf = self.shelf
                if shelf is None or not _is_good(shelf, index, now):
                    shelf = self.shelf = self._make(index, now)
        return shelf

    def read_ledger(self, shelf: Shelf, now: datetime) -> Ledger:
        """What bases were shown in the fortnight before, at most a minute old."""
        kept = self.ledger
        if kept is None or kept[1] is not shelf or not kept[0] <= now < kept[0] + LEDGER_FRESH:
            with fresh_session() as session:
                got = read_exposure(session, (now - FORTNIGHT).date())
            ledger = Ledger.of([got.get(row.id, 0.0) for row in shelf.numbers.bases])
            kept = self.ledger = (now, shelf, ledger)
        return kept[2]

    def clear(self) -> None:
        """Read everything anew, because counters or weights were renewed here."""
        self.shelf = self.ledger = None

    def forget(self) -> None:
        """Forget everything; for tests, where a rollback takes bases back."""
        self.clear()
        self.noted = Noted()

    def _make(self, index: Index, now: datetime) -> Shelf:
        with fresh_session() as session:
            numbers = number(session, self.reference)
            snapshot = find_snapshot(session)
            weights = find_weights(session)
            waiting = find_waiting(session) if settings().compares else None
            times, shares = read_times(session, now), read_open_shares(session, now, now + AHEAD)
        today = float(day_number([now.timestamp()])[0])
        counts, counted_at = _counted(snapshot, numbers, today)
        in_use = read_weights(weights)
        seen = list(zip(index.event_ids, index.starts, strict=True))
        sessions = numbers.sessions(seen, [shares.get(id_, 1.0) for id_ in index.ids])
        found = [times.get(id_, (start, 0)) for id_, start in zip(index.ids, index.starts, strict=True)]
        open_ = choosable(index, moment_of(now))
        late = [(opens, at) for at, (_ends, opens) in enumerate(found) if opens > now.timestamp()]
        return Shelf(
            index,
            numbers,
            Catalogue(numbers.world, counts, sessions, today).promising(places_of(open_, len(index))),
            in_use[0].with_decided(),
            in_use[1],
            [ends for ends, _opens in found],
            from_positions(
                [at for at, (ends, _opens) in enumerate(found) if ends - index.starts[at] > LONG], len(index)
            ),
            from_positions([at for _opens, at in late], len(index)),
            Passing(late, len(index)),
            now,
            counted_at,
            _compared(waiting) if waiting else None,
        )


def read_weights(row: TrainedWeights | None) -> tuple[Weights, bool]:
    """The weights in use, and whether they were found here. Those of another program cannot be read: until the next
    training, the ones that come with this program rank, and `flask doctor` tells of it."""
    if row is not None:
        try:
            return Weights.from_json(row.content), True
        except (ValueError, KeyError):
            pass
    return Weights.from_json(FIRST_WEIGHTS.read_text()), False


def _counted(snapshot: CountSnapshot | None, numbers: Numbers, today: float) -> tuple[Counts, datetime | None]:
    """The counters, and when they were taken; nothing, where there are none or another program took them."""
    if snapshot is not None:
        try:
            return unpack(snapshot.content, numbers), snapshot.taken_at
        except (ValueError, KeyError):
            pass
    return nothing_counted(numbers, today), None


def _compared(waiting: TrainedWeights) -> tuple[int, Weights] | None:
    """Weights of an older program cannot be compared; `flask doctor` tells of them."""
    try:
        return waiting.id, Weights.from_json(waiting.content).with_decided()
    except (ValueError, KeyError):
        return None


def choosable(index: Index, moment: Moment) -> int:
    """What anybody could choose now: it takes place within AHEAD, has seats, and has not begun."""
    soon = index.within(None, moment.today + AHEAD, moment)
    coming = span(index.position_after((moment.seconds, 2**63)), len(index))
    return index.taking_place(moment) & index.with_seats(moment) & soon & coming


def number(session: Session, reference: Reference) -> Numbers:
    """The numbering of everything as it is in the database."""
    towns = {code: (town.lat, town.lon) for code, town in reference.towns.items()}
    return Numbers(list_bases(session), list_events(session), list(reference.topics), list(reference.audiences), towns)


def _is_good(shelf: Shelf, index: Index, now: datetime) -> bool:
    """Fullness gives an index of the same positions, which share their array."""
    return shelf.index.ids is index.ids and shelf.made_at <= now < shelf.made_at + FRESH


def get_shelves() -> Shelves:
    found: Shelves = current_app.extensions["recommend"]
    return found


def init_app(app: Flask) -> None:
    app.extensions["recommend"] = Shelves(get_reference(app), app.extensions["finder"])
