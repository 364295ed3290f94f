"""What features above the festival tell its planners, and do when it changes. They register here when the application
is built.

The festival may not import volunteers or contests. Whoever may import both says how many volunteers sessions are short
of, adds to an edition's page, and lets what it has for a festival's days follow them, inside the same unit of work with
the edition locked, and must not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from sciencepop.festival.models import Edition, Venue

Section = Callable[[Edition], Markup]
_sections: list[Section] = []


def on_edition_page(section: Section) -> None:
    """Add a section, rendered for an edition, to its page; '' shows nothing."""
    if section not in _sections:
        _sections.append(section)


def edition_page_sections(edition: Edition) -> list[Markup]:
    """What features above add to this edition's page, in the order of their registration."""
    return [text for text in (section(edition) for section in _sections) if text]


ShortReader = Callable[[Session, Collection[int]], Mapping[int, int]]
_short_reader: ShortReader | None = None


@dataclass(frozen=True)
class Step:
    """What a postponement did: these sessions, which had not begun at `since`, moved by so many days. The days are
    fewer than none when it was taken back. People are told at `tell_at`, in one letter about all of the `bundle`."""

    days: int
    since: datetime
    occurrence_ids: Collection[int]
    bundle: str
    tell_at: datetime


@dataclass(frozen=True)
class Follower:
    """What a feature does: `postponed` once the sessions of an edition have moved; `renamed` of a venue that had
    another Chinese name of its own. `touched` names beforehand whom it would have to tell if these sessions moved;
    `needs` tells whether it has anything for a venue, which then stays and stays the same base."""

    postponed: Callable[[Session, Edition, Step, datetime], None]
    touched: Callable[[Session, Edition, Collection[int], datetime], set[int]]
    renamed: Callable[[Session, Venue, str, datetime], None]
    needs: Callable[[Session, int], bool]


_followers: list[Follower] = []


def follow_with(follower: Follower) -> None:
    """A feature above registers what it does."""
    if follower not in _followers:
        _followers.append(follower)


def followers() -> Sequence[Follower]:
    return _followers


def read_short_with(reader: ShortReader) -> None:
    """Say how many volunteers each of some occurrences is short of; those that have enough are absent."""
    global _short_reader  # noqa: PLW0603
    _short_reader = reader


def short_of(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, int]:
    """Missing volunteers by occurrence."""
    return _short_reader(session, occurrence_ids) if _short_reader and occurrence_ids else {}
