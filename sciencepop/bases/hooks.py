"""What features above the bases do when a base's public record changes, and what they add to its page.

Bases may not import the programme; the programme registers here when the application is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from markupsafe import Markup
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.crosscheck import Held
from sciencepop.bases.rules.titles import Title

Changed = Callable[[Session, ScienceBase, datetime], None]
Section = Callable[[ScienceBase, datetime], Markup]

_changed: list[Changed] = []
_sections: list[Section] = []


def on_record_changed(subscriber: Changed) -> None:
    """Have a feature follow a changed name, address or position, inside the same unit of work."""
    if subscriber not in _changed:
        _changed.append(subscriber)


def record_changed(session: Session, base: ScienceBase, now: datetime) -> None:
    """Tell the subscribers; they must not commit."""
    for subscriber in _changed:
        subscriber(session, base, now)


def on_base_page(section: Section, *, first: bool = False) -> None:
    """Add a section, rendered for a public base and a moment, to the base page, after the others or before them; ''
    shows nothing."""
    if section not in _sections:
        _sections.insert(0 if first else len(_sections), section)


def base_page_sections(base: ScienceBase, now: datetime) -> list[Markup]:
    """What the features add to this base's page, in the order of their registration."""
    return [text for text in (section(base, now) for section in _sections) if text]


SessionReader = Callable[[Session, int, datetime, datetime], Sequence[Held]]
_session_readers: list[SessionReader] = []


def read_sessions_with(reader: SessionReader) -> None:
    """The programme registers how it is told what takes place at a base between two moments."""
    if reader not in _session_readers:
        _session_readers.append(reader)


def sessions_at(session: Session, base_id: int, first: datetime, last: datetime) -> list[Held]:
    """What takes place at the base itself, cancelled or not, in the order of time."""
    return [held for reader in _session_readers for held in reader(session, base_id, first, last)]


class TitleKeeper(Protocol):
    """How the feature of designations reads and writes those that the district's list tells."""

    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Slugs by field of `Title` and by official word."""

    def scheme_of(self, title: Title) -> str | None:
        """What a title is named under, None where that is not known or there are several."""

    def write(self, session: Session, base: ScienceBase, title: Title, by: int | None, now: datetime) -> bool:
        """Record it inside the caller's unit of work, unless it is recorded; answers whether it is new."""


_keepers: list[TitleKeeper] = []


def keep_titles_with(keeper: TitleKeeper) -> None:
    """Accreditation registers how titles of a list become designations."""
    _keepers[:] = [keeper]


def title_words() -> Mapping[str, Mapping[str, str]]:
    return _keepers[0].words() if _keepers else {}


def scheme_of(title: Title) -> str | None:
    return _keepers[0].scheme_of(title) if _keepers else None


def write_title(session: Session, base: ScienceBase, title: Title, by: int | None, now: datetime) -> bool:
    return bool(_keepers) and _keepers[0].write(session, base, title, by, now)
