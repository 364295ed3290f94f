"""Which skills somebody has: those granted and not over, with all that these include."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date


def with_included(skills: Iterable[str], includes: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The skills and everything that they include, however deep; a circle in the data does no harm."""
    found: set[str] = set()
    todo = list(skills)
    while todo:
        skill = todo.pop()
        if skill not in found:
            found.add(skill)
            todo += includes.get(skill, ())
    return frozenset(found)


def is_valid_on(issued_on: date | None, expires_on: date | None, day: date) -> bool:
    """Whether a grant holds on a day, its last day included; a claim (not issued) never does."""
    return issued_on is not None and issued_on <= day and (expires_on is None or day <= expires_on)


def missing(needed: Iterable[str], held: Collection[str]) -> tuple[str, ...]:
    """What is needed and not held, in the order of the need."""
    return tuple(skill for skill in needed if skill not in held)
