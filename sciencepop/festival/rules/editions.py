"""The life of an edition, and its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 62
"""An edition of the festival is days or weeks, not a season."""


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


def days_of(from_on: date, until_on: date) -> Iterator[date]:
    """Each day, first to last."""
    for offset in range((until_on - from_on).days + 1):
        yield from_on + timedelta(days=offset)


def is_within(from_on: date, until_on: date, first: date, last: date) -> bool:
    """Whether days, both included, lie within others and follow one another."""
    return first <= from_on <= until_on <= last
