"""Who may read about coverage: the district, and whoever speaks for a department of the joint conference."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.festival.models import Call, CallReviewer, Edition

A_YEAR = timedelta(days=366)

MayRead = Callable[[Session, Person], bool]
_more: list[MayRead] = []


def let_read(may: MayRead) -> None:
    """Let further people read, of whom only another feature knows."""
    if may not in _more:
        _more.append(may)


def may_read(session: Session, person: Person, today: date) -> bool:
    """Officers and leads; a department's reviewer until a year after the edition for which they were named; who else
    was let in with `let_read`.
    """
    if person.is_officer or person.is_lead:
        return True
    named = (
        exists()
        .where(CallReviewer.person_id == person.id, CallReviewer.ended_at.is_(None), CallReviewer.call_id == Call.id)
        .where(Call.edition_id == Edition.id, Edition.until_on >= today - A_YEAR)
    )
    return bool(session.scalar(select(named))) or any(may(session, person) for may in _more)
