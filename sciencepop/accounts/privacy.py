"""What features above know of a person, and what they do when an account is closed.

A feature subscribes when the application is built. An exporter returns plain JSON values; a closer must not commit and
must not refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person

Exporter = Callable[[Session, Person], Any]
Closer = Callable[[Session, Person, datetime], None]
ChildLeaver = Callable[[Session, int, int | None, datetime], None]

_exporters: dict[str, Exporter] = {}
_closers: list[Closer] = []
_child_leavers: list[ChildLeaver] = []


def on_export(name: str, exporter: Exporter) -> None:
    """Add a part of that name to what a person can take along."""
    _exporters[name] = exporter


def on_close(closer: Closer) -> None:
    """Be told, inside the same unit of work and before anything is erased, that a person leaves."""
    if closer not in _closers:
        _closers.append(closer)


def exported(session: Session, person: Person) -> dict[str, Any]:
    """What all features have of a person, by part."""
    return {name: _exporters[name](session, person) for name in sorted(_exporters)}


def closing(session: Session, person: Person, now: datetime) -> None:
    """Tell every feature that the person leaves."""
    for closer in _closers:
        closer(session, person, now)


def on_child_left(leaver: ChildLeaver) -> None:
    """Be told, inside the same unit of work, that a guardian (None: every guardian) no longer answers for a child."""
    if leaver not in _child_leavers:
        _child_leavers.append(leaver)


def child_left(session: Session, child_id: int, guardian_id: int | None, now: datetime) -> None:
    """Tell every feature that what this guardian consented to for the child has ended."""
    for leaver in _child_leavers:
        leaver(session, child_id, guardian_id, now)
