"""What features above the programme do when an occurrence changes, inside the same unit of work.

The programme may not import bookings; bookings subscribes here when the application is built. A subscriber gets the
session and must not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from sciencepop.programme.models import Event, Occurrence

Subscriber = Callable[[Session, Occurrence, int | None, datetime], None]


class Hook:
    """Call it as `hook(session, occurrence, by, now)`; `by` is the id of the person who did it, or None."""

    def __init__(self) -> None:
        self.subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> None:
        if subscriber not in self.subscribers:
            self.subscribers.append(subscriber)

    def __call__(self, session: Session, occurrence: Occurrence, by: int | None, now: datetime) -> None:
        for subscriber in self.subscribers:
            subscriber(session, occurrence, by, now)


class ChangingHook:
    """Call it once for all, as `hook(session, occurrence_ids)`: locks are taken in one order only if taken together."""

    def __init__(self) -> None:
        self.subscribers: list[Callable[[Session, Collection[int]], None]] = []

    def subscribe(self, subscriber: Callable[[Session, Collection[int]], None]) -> None:
        if subscriber not in self.subscribers:
            self.subscribers.append(subscriber)

    def __call__(self, session: Session, occurrence_ids: Collection[int]) -> None:
        for subscriber in self.subscribers:
            subscriber(session, occurrence_ids)


occurrences_changing = ChangingHook()
"""Occurrences are about to be moved or cancelled; bookings locks their pools here, before their rows are written.

Booking locks a pool and then may write the occurrence's row; without this a cancellation would take the two
locks in the other order, and one of both would fail.
"""

occurrence_added = Hook()
"""A new occurrence was flushed; bookings makes its seat pool of `event.seats`."""

occurrence_cancelled = Hook()
"""An occurrence was cancelled, with its reason set; bookings ends the claims and tells their holders."""

occurrence_taken_down = Hook()
"""The event of a coming occurrence was taken down and its bookings are kept; bookings tells the holders."""

occurrence_restored = Hook()
"""The event of a coming occurrence is public again; bookings tells the holders who are left."""

occurrence_moved = Hook()
"""Time or place of an occurrence changed, `sequence` was raised, and the change noted (`services.changes`); bookings
tells the holders once it cannot be undone any more."""


@dataclass(frozen=True)
class Seats:
    """What pages say of an occurrence's seats: `free` of `size`, and how many parties wait."""

    size: int
    free: int
    waiting: int


@dataclass(frozen=True)
class Draft:
    """A notice as it will be written, in one language: `facts` are labels with values, `link` the words of its link."""

    lang: str
    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]]
    link: str


@dataclass(frozen=True)
class Touched:
    """Whom a change reaches, seen from after it. `seats` and `parties` count by state; `groups` are among them.

    `clashing` parties have something else at the new time, None where that is not told; `resources` that others use too
    are free then, and `guides` are on duty. `asked` parties of the waiting list get an offer by the change.
    `undo_until` is None when everybody is told at once.
    """

    parties: Mapping[str, int]
    seats: Mapping[str, int]
    groups: int = 0
    clashing: int | None = None
    asked: int = 0
    guides: int = 0
    resources: Sequence[str] = ()
    drafts: Sequence[Draft] = ()
    undo_until: datetime | None = None

    @property
    def told(self) -> int:
        """How many parties hold or await a seat."""
        return sum(self.parties.values())


TouchReader = Callable[[Session, Occurrence, datetime], Touched]
_touch_reader: TouchReader | None = None


def read_touched_with(reader: TouchReader) -> None:
    """Bookings registers how it is told whom a move reaches."""
    global _touch_reader  # noqa: PLW0603
    _touch_reader = reader


def touched_by(session: Session, occurrence: Occurrence, now: datetime) -> Touched:
    """Whom the move reaches that was just rehearsed with this occurrence."""
    return _touch_reader(session, occurrence, now) if _touch_reader else Touched({}, {})


SeatReader = Callable[[Session, Collection[int]], Mapping[int, Seats]]
_seat_reader: SeatReader | None = None


def read_seats_with(reader: SeatReader) -> None:
    """Bookings registers how seats are read."""
    global _seat_reader  # noqa: PLW0603
    _seat_reader = reader


def seats_of(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, Seats]:
    """Seats by occurrence id, in one query; an occurrence without a pool is absent. For display only."""
    return _seat_reader(session, occurrence_ids) if _seat_reader and occurrence_ids else {}


SizeReader = Callable[[Session, Collection[int]], Mapping[int, int]]
_size_reader: SizeReader | None = None


def read_sizes_with(reader: SizeReader) -> None:
    """Bookings registers how the seats of all pools are counted."""
    global _size_reader  # noqa: PLW0603
    _size_reader = reader


def sizes_of(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, int]:
    """All seats by occurrence id, reserved ones and those at the door among them; one without a pool is absent."""
    return _size_reader(session, occurrence_ids) if _size_reader and occurrence_ids else {}


Section = Callable[[Event, datetime], Markup]
_sections: list[Section] = []


def on_event_page(section: Section) -> None:
    """Add a section, rendered for a visible event and a moment, to the event's page; '' shows nothing."""
    if section not in _sections:
        _sections.append(section)


def event_page_sections(event: Event, now: datetime) -> list[Markup]:
    """What features above add to this event's page, in the order of their registration."""
    return [text for text in (section(event, now) for section in _sections) if text]


HomeSection = Callable[[datetime], Markup]
_home_sections: list[HomeSection] = []


def on_home_page(section: HomeSection) -> None:
    """Add a section, rendered for a moment, to the home page above its events; '' shows nothing."""
    if section not in _home_sections:
        _home_sections.append(section)


def home_page_sections(now: datetime) -> list[Markup]:
    """What features above add to the home page, in the order of their registration."""
    return [text for text in (section(now) for section in _home_sections) if text]
