"""Whom a change reaches, read inside its rehearsal: what is counted here is what the change itself has just done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.moved_words import Moved
from sciencepop.bookings.queries.capacity import count_guides, list_uses
from sciencepop.bookings.queries.notices import count_clashing, list_others, list_touched
from sciencepop.bookings.rules.moves import FEWEST_COUNTED
from sciencepop.bookings.rules.states import TAKES_TIME
from sciencepop.bookings.words import News, letter_of
from sciencepop.core.db import rehearse
from sciencepop.core.i18n import LANGUAGES, in_language, tr
from sciencepop.programme.hooks import Draft, Touched
from sciencepop.programme.models import Occurrence, OccurrenceChange
from sciencepop.programme.queries.changes import find_last_move
from sciencepop.programme.rules.changes import Arrangement

SAMPLE_CODE = "ABCDEFGHJK"
"""Stands in a draft where each letter has its booking's own."""


@dataclass(frozen=True)
class Count:
    """Parties and seats by state, and how many of the parties are groups."""

    parties: Mapping[str, int]
    seats: Mapping[str, int]
    groups: int

    @property
    def waiting(self) -> int:
        return self.parties.get(BookingState.WAITING.value, 0)


def read_touched(session: Session, occurrence: Occurrence, now: datetime) -> Touched:
    """Whom the move that was just rehearsed reaches, with the notice that they get."""
    change = find_last_move(session, occurrence.id)
    assert change is not None
    bookings = list_touched(session, occurrence.id)
    return Touched(
        **vars(count(bookings)),
        clashing=count_clashing(session, occurrence.id) if _are_many(bookings) else None,
        guides=count_guides(session, occurrence.id),
        resources=[tr(use.resource, "name") for use in list_uses(session, occurrence.id)],
        drafts=_drafts(session, occurrence, change, now) if bookings else (),
        undo_until=change.undo_until,
    )


def _are_many(bookings: Sequence[Booking]) -> bool:
    return sum(booking.state in TAKES_TIME for booking in bookings) >= FEWEST_COUNTED


def rehearse_claims(occurrence_id: int, verb: Callable[[], object], *, undo_until: datetime | None = None) -> Touched:
    """Whom a verb about seats reaches: those who keep theirs, and those who wait, of whom some are asked.

    Changes nothing, and refuses what the verb refuses. `undo_until` is told along, where the verb can be undone.
    """
    with rehearse() as session:
        before = count(list_touched(session, occurrence_id))
        verb()
        after = count(list_touched(session, occurrence_id))
        return Touched(**vars(after), asked=before.waiting - after.waiting, undo_until=undo_until)


def count(bookings: Sequence[Booking]) -> Count:
    """How many of these there are."""
    parties: dict[str, int] = {}
    seats: dict[str, int] = {}
    for booking in bookings:
        state = booking.state.value
        parties[state] = parties.get(state, 0) + 1
        seats[state] = seats.get(state, 0) + booking.seats
    return Count(parties, seats, sum(booking.is_group for booking in bookings))


def _drafts(session: Session, occurrence: Occurrence, change: OccurrenceChange, now: datetime) -> list[Draft]:
    """The notice of a confirmed party of one, by the code that writes them all."""
    moved = Moved(Arrangement.read(change.before), list_others(session, occurrence, now))
    found = []
    for lang in LANGUAGES:
        booking = Booking(code=SAMPLE_CODE, seats=1, is_group=False, state=BookingState.CONFIRMED, language=lang)
        with in_language(lang):
            letter = letter_of(News.MOVED, booking, occurrence, moved)
        link = letter.link[0] if letter.link else ""
        found.append(Draft(lang, letter.subject, letter.paragraphs, letter.facts, link))
    return found
