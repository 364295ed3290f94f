"""The life of an edition, and its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 62
"""An edition of the festival is days or weeks, not a season."""


RESERVED = frozenset({"new", "proposals", "review"})
"""Addresses of pages that stand where an edition's would."""


class EditionState(StrEnum):
    """draft → announced → running → closed; nobody outside sees a draft, and what is closed stays as it was."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    RUNNING = "running"
    CLOSED = "closed"


class PartyRole(StrEnum):
    """What somebody is to an edition: 主办, 承办, 协办, 支持, 赞助."""

    HOST = "host"
    ORGANISER = "organiser"
    CO_ORGANISER = "co_organiser"
    SUPPORTER = "supporter"
    SPONSOR = "sponsor"


class OfferKind(StrEnum):
    """What a base gives visitors of the festival."""

    FREE = "free"
    DISCOUNT = "discount"
    GIFT = "gift"


NEXT: dict[EditionState, EditionState] = {
    EditionState.DRAFT: EditionState.ANNOUNCED,
    EditionState.ANNOUNCED: EditionState.RUNNING,
    EditionState.RUNNING: EditionState.CLOSED,
}
"""The one step from each state; nothing goes back."""


def state_on(state: EditionState, from_on: date, today: date) -> EditionState:
    """The state by the calendar: what is announced runs from its first day. Closing is a decision of people."""
    return EditionState.RUNNING if state is EditionState.ANNOUNCED and from_on <= today else state


def may_close(until_on: date, today: date) -> bool:
    """Figures are frozen when nothing of it is to come any more."""
    return until_on < today


def are_days_sound(from_on: date, until_on: date) -> bool:
    """Whether the days follow one another and are not a season."""
    return from_on <= until_on and (until_on - from_on).days < LONGEST_DAYS


def days_of(from_on: date, until_on: date, pauses: Iterable[str] = ()) -> Iterator[date]:
    """Each day, first to last, without those of a pause."""
    left_out = [read_pause(text) for text in pauses]
    for offset in range((until_on - from_on).days + 1):
        day = from_on + timedelta(days=offset)
        if not any(first <= day <= last for first, last in left_out):
            yield day


@dataclass(frozen=True)
class Standing:
    """Where an edition stands on a day: it is the `nth` of its `of` days, or there are so many days `to_go` until the
    first, or after a pause the next."""

    to_go: int | None
    nth: int | None
    of: int


def standing_on(from_on: date, until_on: date, pauses: Sequence[str], today: date) -> Standing:
    """What its page counts down."""
    days = list(days_of(from_on, until_on, pauses))
    to_go = next(((day - today).days for day in days if day > today), None)
    nth = days.index(today) + 1 if today in days else None
    return Standing(to_go if nth is None else None, nth, len(days))


def read_pause(text: str) -> tuple[date, date]:
    """First and last day of a pause as it is stored (2026-10-20/2026-11-17)."""
    first, _slash, last = text.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def write_pause(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"


def days_after(
    from_on: date, until_on: date, pauses: Sequence[str], *, days: int, today: date
) -> tuple[date, date, list[str]]:
    """An edition's days once it was postponed. What has begun keeps its days up to today, and there is a pause."""
    shift = timedelta(days=days)
    if from_on > today:
        return from_on + shift, until_on + shift, [_shifted(text, shift) for text in pauses]
    kept = [text if read_pause(text)[0] <= today else _shifted(text, shift) for text in pauses]
    first, last = today + timedelta(days=1), today + shift - timedelta(days=1)
    pause = [write_pause(first, last)] if first <= last else []
    return from_on, until_on + shift, [*kept, *pause]


def part_after(from_on: date, until_on: date, *, days: int, today: date) -> tuple[date, date]:
    """The days of a block or an offer then: what has begun only lasts longer."""
    shift = timedelta(days=days)
    return from_on + shift if from_on > today else from_on, until_on + shift if until_on >= today else until_on


def _shifted(text: str, shift: timedelta) -> str:
    first, last = read_pause(text)
    return write_pause(first + shift, last + shift)


def is_within(from_on: date, until_on: date, first: date, last: date) -> bool:
    """Whether days, both included, lie within others and follow one another."""
    return first <= from_on <= until_on <= last
