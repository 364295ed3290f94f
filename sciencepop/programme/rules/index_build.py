"""From plain rows to the index of what is to come."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache

from sciencepop.programme.rules.bitsets import Passing, from_positions
from sciencepop.programme.rules.calendar_days import is_whole_days
from sciencepop.programme.rules.days import parts_of
from sciencepop.programme.rules.index import SHANGHAI_OFFSET, Index, Moment
from sciencepop.programme.rules.search import ANY_ACCESS, OLDEST

ZONE = timezone(timedelta(seconds=SHANGHAI_OFFSET))
LONGEST_RUN = 800
"""Days; something that lasts longer is found on its first LONGEST_RUN days from now."""


@dataclass(frozen=True, slots=True)
class OccurrenceFacts:
    """What the index needs of an occurrence; town and point are already those of its own place."""

    id: int
    event_id: int
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    is_on: bool
    is_full: bool
    town: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the index needs of an event. `access` is the event's and its base's together."""

    id: int
    base_id: int
    kind: str
    age_min: int | None
    age_max: int | None
    is_free: bool
    is_drop_in: bool
    access: frozenset[str]
    topics: Sequence[str] = ()
    audiences: Sequence[str] = ()


Positions = defaultdict[str, list[int]]


@dataclass
class _Drafts:
    """Lists of positions on their way to sets."""

    sets: dict[str, Positions] = field(
        default_factory=lambda: {
            name: defaultdict(list) for name in ("day", "part", "town", "topic", "audience", "kind", "access")
        }
    )
    ages: defaultdict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    points: defaultdict[tuple[float, float], list[int]] = field(default_factory=lambda: defaultdict(list))
    running: defaultdict[date, list[int]] = field(default_factory=lambda: defaultdict(list))
    bases: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    on: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    bookable: list[int] = field(default_factory=list)
    closing: list[tuple[int, int]] = field(default_factory=list)


Labels = Callable[[date], Iterable[str]]


def no_labels(_day: date) -> Iterable[str]:
    """The labels of a calendar that knows nothing."""
    return ()


def make_index(
    occurrences: Iterable[OccurrenceFacts],
    events: Mapping[int, EventFacts],
    moment: Moment,
    labels_of: Labels = no_labels,
) -> Index:
    """Number the occurrences by time and sort each into its sets. One whose event is missing is left out.

    `labels_of` says what a day is in the calendar.
    """
    rows = sorted((row for row in occurrences if row.event_id in events), key=lambda row: (row.starts_at, row.id))
    labels_of = cache(labels_of)
    drafts, by_event = _Drafts(), defaultdict[int, list[int]](list)
    for position, row in enumerate(rows):
        by_event[row.event_id].append(position)
        _sort_occurrence(drafts, position, row, events[row.event_id], moment)
        _sort_days(drafts, position, row, moment, labels_of)
    for event_id, positions in by_event.items():
        _sort_event(drafts, positions, events[event_id])
    return _finish(drafts, rows)


def _sort_occurrence(drafts: _Drafts, position: int, row: OccurrenceFacts, event: EventFacts, moment: Moment) -> None:
    starts, ends = row.starts_at.astimezone(ZONE), row.ends_at.astimezone(ZONE)
    for part in parts_of(starts, ends, comes_and_goes=event.is_drop_in):
        drafts.sets["part"][part].append(position)
    if row.town:
        drafts.sets["town"][row.town].append(position)
    if row.lat is not None and row.lon is not None:
        drafts.points[(row.lat, row.lon)].append(position)
    if row.is_on:
        drafts.on.append(position)
        if not row.is_full:
            drafts.bookable.append(position)
        if not event.is_drop_in:
            drafts.closing.append((int(min(row.closes_at, row.starts_at).timestamp()), position))
    if is_whole_days(starts, ends):
        _run(drafts, position, starts.date(), (ends - timedelta(seconds=1)).date(), moment)


def _sort_days(drafts: _Drafts, position: int, row: OccurrenceFacts, moment: Moment, labels_of: Labels) -> None:
    """What the days are on which it takes place, as far as they are still to come."""
    day = max(row.starts_at.astimezone(ZONE).date(), moment.today)
    last = min((row.ends_at.astimezone(ZONE) - timedelta(seconds=1)).date(), day + timedelta(days=LONGEST_RUN))
    labels = set(labels_of(day))
    while day < last:
        day += timedelta(days=1)
        labels.update(labels_of(day))
    for label in labels:
        drafts.sets["day"][label].append(position)


def _run(drafts: _Drafts, position: int, first: date, last: date, moment: Moment) -> None:
    day = max(first + timedelta(days=1), moment.today)
    for _count in range(LONGEST_RUN):
        if day > last:
            return
        drafts.running[day].append(position)
        day += timedelta(days=1)


def _sort_event(drafts: _Drafts, positions: list[int], event: EventFacts) -> None:
    sets = drafts.sets
    sets["kind"][event.kind] += positions
    for topic in event.topics:
        sets["topic"][topic] += positions
    for audience in event.audiences:
        sets["audience"][audience] += positions
    for access in event.access:
        sets["access"][access] += positions
    if event.access:
        sets["access"][ANY_ACCESS] += positions
    youngest = 0 if event.age_min is None else event.age_min
    drafts.ages[(youngest, OLDEST if event.age_max is None else event.age_max)] += positions
    drafts.bases[event.base_id] += positions
    if event.is_free:
        drafts.free += positions


def _finish(drafts: _Drafts, rows: Sequence[OccurrenceFacts]) -> Index:
    size = len(rows)
    ending = [(int(row.ends_at.timestamp()), position) for position, row in enumerate(rows)]
    return Index(
        ids=array("q", (row.id for row in rows)),
        starts=array("q", (int(row.starts_at.timestamp()) for row in rows)),
        event_ids=array("q", (row.event_id for row in rows)),
        on=from_positions(drafts.on, size),
        free=from_positions(drafts.free, size),
        bookable=from_positions(drafts.bookable, size),
        sets={
            name: {value: from_positions(positions, size) for value, positions in values.items()}
            for name, values in drafts.sets.items()
        },
        ages=[(low, high, from_positions(positions, size)) for (low, high), positions in drafts.ages.items()],
        points=[(lat, lon, from_positions(positions, size)) for (lat, lon), positions in drafts.points.items()],
        running={day: from_positions(positions, size) for day, positions in drafts.running.items()},
        ending=Passing(ending, size),
        closing=Passing(drafts.closing, size),
        bases={base: from_positions(positions, size) for base, positions in drafts.bases.items()},
    )
