"""Links that features above put on somebody's own page when they have something for them."""

from __future__ import annotations

from collections.abc import Callable

from sciencepop.accounts.models import Person

Link = tuple[str, str, object, object]
"""Endpoint, picture, words, and what it is."""
Finder = Callable[[Person], Link | None]

_finders: list[Finder] = []


def offer(finder: Finder) -> None:
    """Ask this for a link whenever somebody opens their own page."""
    if finder not in _finders:
        _finders.append(finder)


def links_for(person: Person) -> list[Link]:
    """What features offer this person."""
    return [link for finder in _finders if (link := finder(person))]
