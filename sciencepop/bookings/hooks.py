"""What features above bookings give to its pages and verbs.

Bookings may not import them; they register here when the application is built. What they do happens inside the unit of
work of bookings, and they must not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import DeskVisitor
from sciencepop.bookings.services.settle import Change


@dataclass(frozen=True)
class Held:
    """Something else that takes a person's time and that they could give back. `key` names it ("shift:CODE").

    `title_zh` and `title_en` name it; `kind`, `state` and `where` are in the language of the page, and so is `price`,
    which says what giving it back means, in a sentence.
    """

    key: str
    kind: str
    state: str
    title_zh: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    where: str
    price: str


@dataclass(frozen=True)
class Giver:
    """What a feature above gives back for somebody who cannot come; its keys begin with `prefix`.

    `list_between` (person, first and last day, now) tells what there is, and `occurrences` of which sessions the pools
    have to be locked before `give_back` (session, person, keys, now) ends it; that returns how many were ended and
    which claims changed by it.
    """

    prefix: str
    list_between: Callable[[int, date, date, datetime], Sequence[Held]]
    occurrences: Callable[[Session, int, Collection[str]], Collection[int]]
    give_back: Callable[[Session, int, Collection[str], datetime], tuple[int, list[Change]]]


@dataclass(frozen=True)
class Bringer:
    """What a feature above has of the visitors of desks, for when one of them claims a slip.

    `visitors_on` (code) tells whose slip a code is, `bring` (session, visitor's person, account, now) moves everything
    over and returns how many came and how many stay, `needed` (now) says which rows of `desk_visitor` may not be
    forgotten. `path` is where the account finds it.
    """

    path: str
    visitors_on: Callable[[Session, str], Sequence[DeskVisitor]]
    bring: Callable[[Session, int, Person, datetime], tuple[int, int]]
    needed: Callable[[datetime], ColumnElement[bool]]


_givers: dict[str, Giver] = {}
_bringers: dict[str, Bringer] = {}


def give_back_with(giver: Giver) -> None:
    """A feature above registers what else somebody gives back who cannot come."""
    _givers[giver.prefix] = giver


def bring_with(bringer: Bringer) -> None:
    """A feature above registers what else a visitor's slip stands for."""
    _bringers[bringer.path] = bringer


def bringers() -> list[Bringer]:
    """All that are registered."""
    return list(_bringers.values())


def givers() -> list[Giver]:
    """All that are registered, in the order of the features, which is that in which an account closes."""
    return list(_givers.values())


@dataclass(frozen=True)
class BundleTeller:
    """What a feature above has to tell of a bundle, so that everybody gets one letter about all of it.

    `list_due` (session, now, limit) names bundle and person of those who are owed something by now, `people`
    (session, bundle) everybody who is, `hold` (session, bundle, until) lets it wait. `add_to` (session, bundle,
    person, now) gives title and lines of each thing for a letter about moved bookings, and `tell_alone` writes its own
    letter to somebody who has none and says whether there was anything to tell; after both nothing is owed.
    """

    list_due: Callable[[Session, datetime, int], Sequence[tuple[str, int]]]
    people: Callable[[Session, str], set[int]]
    hold: Callable[[Session, str, datetime], None]
    add_to: Callable[[Session, str, int, datetime], list[tuple[str, str]]]
    tell_alone: Callable[[Session, str, int, datetime], bool]


_tellers: list[BundleTeller] = []


def tell_bundles_with(teller: BundleTeller) -> None:
    """A feature above registers what it has to tell."""
    if teller not in _tellers:
        _tellers.append(teller)


def bundle_tellers() -> Sequence[BundleTeller]:
    return _tellers


Why = Callable[[Session, str], str]
_reasons: dict[str, Why] = {}


def explain_bundles_with(prefix: str, why: Why) -> None:
    """A feature above says, in the language that is being written, why it moved a bundle named `prefix:…`."""
    _reasons[prefix] = why


def why_of(session: Session, bundle: str) -> str:
    """Why the sessions of a bundle were moved, in a sentence or two; '' where nobody says."""
    reason = _reasons.get(bundle.partition(":")[0])
    return reason(session, bundle) if reason else ""


Noticer = Callable[[str, int], None]
_noticers: list[Noticer] = []


def on_booked(noticer: Noticer) -> None:
    """A feature above registers what it does once somebody has booked: (`seen_in`, occurrence). It writes nothing."""
    if noticer not in _noticers:
        _noticers.append(noticer)


def tell_booked(seen_in: str, occurrence_id: int) -> None:
    """Somebody has booked; `seen_in` is what a page of a feature above gave its links, which only that can read."""
    for noticer in _noticers:
        noticer(seen_in, occurrence_id)
