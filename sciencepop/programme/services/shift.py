"""Moving many occurrences by the same number of days, a portion at a time, and taking that back.

Each portion is one unit of work, because hundreds of moves in one would keep everybody from booking for as long as they
take. Dangerous: all events of a portion are held, and then all pools, before the first occurrence is written; a unit
that went from one occurrence to the next would hold the stamps while waiting for a pool.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.errors import RuleBroken
from sciencepop.programme import hooks
from sciencepop.programme.models import Event, Occurrence, OccurrenceChange
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.move import move_back, shift


def shift_portion(
    session: Session,
    occurrence_ids: Sequence[int],
    days: int,
    *,
    bundle: str,
    undo_until: datetime,
    by: Person,
    now: datetime,
) -> dict[int, str]:
    """Move these in the order given; returns why some were refused, by occurrence. Those stay as they were."""

    def verb(number: int) -> None:
        shift(session, number, days, bundle=bundle, undo_until=undo_until, by=by, now=now)

    return _each(session, occurrence_ids, verb)


def shift_back_portion(
    session: Session, occurrence_ids: Sequence[int], *, bundle: str, by: Person, now: datetime
) -> dict[int, str]:
    """Take back what the bundle moved, in the order given; returns why some were refused, by occurrence."""
    found = select(OccurrenceChange.occurrence_id, OccurrenceChange.id).where(
        OccurrenceChange.bundle == bundle, OccurrenceChange.occurrence_id.in_(occurrence_ids)
    )
    changes = {number: change for number, change in session.execute(found)}

    def verb(number: int) -> None:
        if number not in changes:
            raise RuleBroken(Refusal.UNDO_OVER)
        move_back(session, number, changes[number], by=by, now=now)

    return _each(session, occurrence_ids, verb)


def keep_undoable(session: Session, bundle: str, until: datetime) -> None:
    """The changes of a bundle that stand can be taken back until then."""
    standing = update(OccurrenceChange).where(OccurrenceChange.bundle == bundle, OccurrenceChange.undone_at.is_(None))
    session.execute(standing.values(undo_until=until), execution_options={"synchronize_session": False})


def _each(session: Session, ids: Sequence[int], verb: Callable[[int], None]) -> dict[int, str]:
    _hold(session, ids)
    refused: dict[int, str] = {}
    for number in ids:
        try:
            with session.begin_nested():
                verb(number)
        except RuleBroken as broken:
            refused[number] = broken.code.value
    return refused


def _hold(session: Session, ids: Collection[int]) -> None:
    events = select(Occurrence.event_id).where(Occurrence.id.in_(ids))
    held = select(Event.id).where(Event.id.in_(events)).order_by(Event.id).with_for_update(key_share=True)
    session.execute(held).all()
    hooks.occurrences_changing(session, ids)
