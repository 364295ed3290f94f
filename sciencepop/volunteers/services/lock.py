"""Taking the rows that a change of assignments decides on.

One order everywhere, which goes on from that of bookings (`bookings.services.lock`): the people by id, the pools of the
occurrences whose guides may change, the class or the festival's edition for which shifts are made or change, and last
the shifts by id. Whoever holds a shift is alone with its needs and assignments. On SQLite the unit of work already
holds the one write lock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.services.lock import lock_pools_of
from sciencepop.college.models import ClassState, Lesson
from sciencepop.college.services.lock import lock_classes
from sciencepop.core.errors import RuleBroken
from sciencepop.festival.models import Venue
from sciencepop.festival.queries.editions import lock_edition
from sciencepop.festival.queries.postponements import is_underway
from sciencepop.volunteers.models import Assignment, Need, Shift
from sciencepop.volunteers.queries.causes import ON
from sciencepop.volunteers.queries.shifts import LARGEST_ID, with_all
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.vocabulary import GUIDE


def hold(query: Select[Any]) -> Select[Any]:
    """The shifts' lock itself, until the unit of work ends. The race's control test takes it away."""
    return query.with_for_update(of=Shift)


def lock_shift(session: Session, shift_id: int, *, gets_guides: bool = False) -> Shift:
    """A shift with its needs as they are now, its guided session's pools locked before. NotFound for none.

    `gets_guides`: it may have guides after the change, so the pools come first even if it has none yet.
    """
    found = lock_shifts(session, [shift_id], gets_guides=gets_guides) if 0 < shift_id <= LARGEST_ID else []
    if not found:
        raise NotFound
    return found[0]


def lock_shifts(session: Session, shift_ids: Collection[int], *, gets_guides: bool = False) -> list[Shift]:
    """Several shifts, in the order of their ids."""
    guided = occurrences_of(session, shift_ids) if gets_guides else guided_by(session, shift_ids)
    if guided:
        lock_pools_of(session, *guided)
    found = hold(select(Shift).where(Shift.id.in_(shift_ids)).order_by(Shift.id))
    session.scalars(found.execution_options(populate_existing=True)).all()
    # The needs are read after the lock: what stood in a joined row could be older than a lock that was waited for.
    whole = with_all(select(Shift).where(Shift.id.in_(shift_ids))).options(selectinload(Shift.needs))
    return list(session.scalars(whole.order_by(Shift.id).execution_options(populate_existing=True)))


def hold_cause(session: Session, cause: Mapping[str, Any]) -> None:
    """Before a shift is made for a lesson or a festival's day (`cause` are the columns that say so)."""
    if "festival_venue_id" in cause:
        hold_edition(session, cause["festival_venue_id"])
    if "lesson_id" in cause:
        hold_class(session, session.get_one(Lesson, cause["lesson_id"]).class_id)


def hold_class(session: Session, class_id: int) -> None:
    """The class, so that no shift is made for one that ends meanwhile. Refuses WRONG_STATE unless it is published."""
    if lock_classes(session, [class_id])[0].state is not ClassState.PUBLISHED:
        raise RuleBroken(Refusal.WRONG_STATE)


def hold_edition(session: Session, venue_id: int) -> None:
    """The edition of a venue, so that it is not postponed while a shift is made for one of its days.

    Refuses WRONG_STATE unless it is on and stands still.
    """
    edition = session.get_one(Venue, venue_id).edition
    lock_edition(session, edition.code)
    if edition.state not in ON or is_underway(session, edition.id):
        raise RuleBroken(Refusal.WRONG_STATE)


def guided_by(session: Session, shift_ids: Collection[int]) -> set[int]:
    """The occurrences of these shifts whose seats may depend on their guides."""
    return occurrences_of(session, shift_ids, Shift.needs.any(Need.role == GUIDE))


def occurrences_of(session: Session, shift_ids: Collection[int], *which: ColumnElement[bool]) -> set[int]:
    """The occurrences that these shifts are for."""
    found = select(Shift.occurrence_id).where(Shift.id.in_(shift_ids), *which)
    return {number for number in session.scalars(found) if number is not None}


def shift_of(session: Session, code: str, person_id: int | None = None) -> int:
    """The shift of an assignment, which may be asked for before anything is locked: it never changes."""
    if not CODE.fullmatch(code):
        raise NotFound
    found = select(Assignment.shift_id).where(Assignment.code == code)
    if person_id is not None:
        found = found.where(Assignment.person_id == person_id)
    shift_id = session.scalar(found)
    if shift_id is None:
        raise NotFound
    return shift_id
