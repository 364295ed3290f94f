"""What a process needs to rank: numbers, catalogue, weights and ledger, as of one version of the programme.

The programme's own index says what is visible, has seats and can be booked now (`programme.finder`); its positions are
the catalogue's. A shelf is put together anew when that index was built anew, and after some minutes for the clock, the
seats, newer counters and newer weights. The ledger is read more often.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.orm import Session

from sciencepop.core.config import ROOT
from sciencepop.core.db import fresh_session
from sciencepop.core.reference import Reference, get_reference
from sciencepop.programme.finder import Finder, moment_of
from sciencepop.programme.rules.bitsets import Passing, from_positions, span
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.numbers import Numbers, day_number, places_of
from sciencepop.recommend.engine.snapshot import nothing_counted, unpack
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.queries.kept import find_snapshot, find_weights, read_exposure
from sciencepop.recommend.queries.rows import list_bases, list_events, read_open_shares, read_times
from sciencepop.recommend.rules.tastes import Known

FRESH, LEDGER_FRESH, WRITTEN_EVERY = timedelta(minutes=10), timedelta(seconds=60), timedelta(seconds=30)
LONG = 86_400
FORTNIGHT = timedelta(days=14)
"""The time for which every base is promised its part of what is shown."""
AHEAD = timedelta(days=30)
"""How far lists look ahead."""
FIRST_WEIGHTS: Path = ROOT / "data" / "recommend_weights.json"


@dataclass(frozen=True)
class Shelf:
    """Positions are those of `index`. `ends` are seconds since 1970, `long` holds what lasts more than LONG seconds.

    `late` holds the sessions that could not be booked yet, and `opening` knows when each of them can be. `counted_at`
    is None before the first counters were taken; `is_own`: the weights were found here.
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


class Noted:
    """What this process has shown, by base, and not written yet. What is lost with a process evens out."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.worth: dict[int, float] = {}
        self.written_at: datetime | None = None

    def add(self, worth: Mapping[int, float]) -> None:
        with self.lock:
            for base, more in worth.items():
                self.worth[base] = self.worth.get(base, 0) + more

    def take(self, now: datetime) -> dict[int, float]:
        """What is to be written now; nothing while the last time is less than WRITTEN_EVERY ago."""
        with self.lock:
            if not self.worth or (self.written_at and self.written_at <= now < self.written_at + WRITTEN_EVERY):
                return {}
            found, self.worth, self.written_at = self.worth, {}, now
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
            times, shares = read_times(session, now), read_open_shares(session, now, now + AHEAD)
        today = float(day_number([now.timestamp()])[0])
        counts = unpack(snapshot.content, numbers) if snapshot else nothing_counted(numbers, today)
        seen = list(zip(index.event_ids, index.starts, strict=True))
        sessions = numbers.sessions(seen, [shares.get(id_, 1.0) for id_ in index.ids])
        found = [times.get(id_, (start, 0)) for id_, start in zip(index.ids, index.starts, strict=True)]
        open_ = choosable(index, moment_of(now))
        late = [(opens, at) for at, (_ends, opens) in enumerate(found) if opens > now.timestamp()]
        return Shelf(
            index,
            numbers,
            Catalogue(numbers.world, counts, sessions, today).promising(places_of(open_, len(index))),
            Weights.from_json(weights.content if weights else FIRST_WEIGHTS.read_text()).with_decided(),
            weights is not None,
            [ends for ends, _opens in found],
            from_positions(
                [at for at, (ends, _opens) in enumerate(found) if ends - index.starts[at] > LONG], len(index)
            ),
            from_positions([at for _opens, at in late], len(index)),
            Passing(late, len(index)),
            now,
            snapshot.taken_at if snapshot else None,
        )


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
