"""What features above bookings give to its pages and verbs.

Bookings may not import them; they register here when the application is built. What they do happens inside the unit of
work of bookings, and they must not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.services.settle import Change


@dataclass(frozen=True)
class Held:
    """Something else that takes a person's time and that they could give back. `key` names it ("shift:CODE").

    `title_zh` and `title_en` name it, `where` is in the language of the page, and `price` says what giving it back
    means, in a sentence.
    """

    key: str
    state: str
    title_zh: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    where: str
    price: str


@dataclass(frozen=True)
class Giver:
    """`list_between` (person, first and last day, now) tells what there is, and `occurrences` of which sessions the
    pools have to be locked before `give_back` (session, person, keys, now) ends it; that returns how many were ended
    and which claims changed by it."""

    list_between: Callable[[int, date, date, datetime], Sequence[Held]]
    occurrences: Callable[[Session, int, Collection[str]], Collection[int]]
    give_back: Callable[[Session, int, Collection[str], datetime], tuple[int, list[Change]]]


@dataclass
class _Registered:
    giver: Giver = field(default_factory=lambda: Giver(_none, _no_occurrences, _nothing))


def _none(_person_id: int, _from_on: date, _until_on: date, _now: datetime) -> Sequence[Held]:
    return ()


def _no_occurrences(_session: Session, _person_id: int, _keys: Collection[str]) -> Collection[int]:
    return ()


def _nothing(_session: Session, _person_id: int, _keys: Collection[str], _now: datetime) -> tuple[int, list[Change]]:
    return 0, []


_registered = _Registered()


def give_back_with(giver: Giver) -> None:
    """A feature above registers what else somebody gives back who cannot come."""
    _registered.giver = giver


def giver() -> Giver:
    """What was registered; somebody who gives nothing where nothing was."""
    return _registered.giver
