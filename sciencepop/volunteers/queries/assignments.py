"""Who serves where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    CallOut,
    Need,
    Shift,
    ShiftState,
    SwapOffer,
    SwapState,
    Volunteer,
)
from sciencepop.volunteers.queries.shifts import with_host
from sciencepop.volunteers.rules import assignments as states

MOST = 200


def find_assignment(session: Session, code: str) -> Assignment | None:
    """An assignment by its code, with person, need and shift, as it is now."""
    if not CODE.fullmatch(code):
        return None
    return session.scalars(_whole().where(Assignment.code == code)).one_or_none()


def list_by_ids(session: Session, ids: Collection[int]) -> Sequence[Assignment]:
    """These, as above."""
    return session.scalars(_whole().where(Assignment.id.in_(ids))).all()


def _whole() -> Select[Assignment]:
    found = select(Assignment).options(
        joinedload(Assignment.need),
        joinedload(Assignment.shift).options(*with_host()),
        joinedload(Assignment.person).selectinload(Person.addresses),
    )
    return found.execution_options(populate_existing=True)


def get_assignment(session: Session, code: str, person_id: int | None = None) -> Assignment:
    """As above; NotFound where there is none, or where it is not this person's."""
    found = find_assignment(session, code)
    if found is None or (person_id is not None and found.person_id != person_id):
        raise NotFound
    return found


def list_mine(session: Session, person_id: int, now: datetime, *, past: bool = False) -> Sequence[Assignment]:
    """A person's assignments: those to come that are live, or those that are over or ended."""
    is_coming = (Shift.ends_at > now) & Assignment.state.in_(states.LIVE)
    found = select(Assignment).join(Assignment.shift).join(Assignment.need)
    found = found.options(contains_eager(Assignment.need), contains_eager(Assignment.shift).options(*with_host()))
    found = found.where(Assignment.person_id == person_id, ~is_coming if past else is_coming)
    order = Shift.starts_at.desc() if past else Shift.starts_at
    return session.scalars(found.order_by(order, Assignment.id).limit(MOST)).all()


def list_in_shift(session: Session, shift_id: int, *which: ColumnElement[bool]) -> Sequence[Assignment]:
    """Everybody of a shift in live states, in the order in which they came."""
    return list_live(session, Assignment.shift_id == shift_id, *which)


def list_live(session: Session, *which: ColumnElement[bool]) -> Sequence[Assignment]:
    """Live assignments with their people as they are now, in the order in which they came."""
    found = select(Assignment).where(Assignment.state.in_(states.LIVE), *which)
    found = found.options(joinedload(Assignment.person).selectinload(Person.addresses), joinedload(Assignment.need))
    found = found.order_by(Assignment.queued_at, Assignment.id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def highest_sequence(session: Session, person_id: int, shift_id: int) -> int | None:
    """The SEQUENCE of the person's latest calendar entry of a shift; None where there never was one."""
    found = select(func.max(Assignment.sequence)).where(
        Assignment.person_id == person_id, Assignment.shift_id == shift_id
    )
    return session.scalar(found)


def list_waiting(session: Session, need_id: int) -> Sequence[Assignment]:
    """The line of a need, first come first."""
    return list_live(session, Assignment.need_id == need_id, Assignment.state == AssignmentState.WAITING)


def list_offers_over(session: Session, now: datetime, most: int) -> Sequence[int]:
    """The shifts in which an offer's hour has passed."""
    found = select(Assignment.shift_id).where(Assignment.offer_ends_at <= now).distinct()
    return session.scalars(found.order_by(Assignment.shift_id).limit(most)).all()


def list_shifts_with_line(session: Session, now: datetime, most: int, after: int) -> Sequence[int]:
    """Open shifts to come for which somebody waits."""
    found = (
        select(Assignment.shift_id)
        .join(Assignment.shift)
        .where(
            Assignment.state == AssignmentState.WAITING,
            Shift.state == ShiftState.OPEN,
            Shift.starts_at > now,
            Assignment.shift_id > after,
        )
        .distinct()
    )
    return session.scalars(found.order_by(Assignment.shift_id).limit(most)).all()


def last_asked(session: Session, person_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these people was last asked to step in anywhere."""
    found = select(CallOut.person_id, func.max(CallOut.asked_at)).where(CallOut.person_id.in_(person_ids))
    return {number: at for number, at in session.execute(found.group_by(CallOut.person_id))}


def list_asked(session: Session, need_id: int) -> dict[int, datetime]:
    """Who was asked to step in for a need, and when."""
    found = select(CallOut.person_id, CallOut.asked_at).where(CallOut.need_id == need_id)
    return {number: at for number, at in session.execute(found)}


def find_swap(session: Session, assignment_id: int) -> SwapOffer | None:
    """The open swap offer of an assignment, with its wishes."""
    found = select(SwapOffer).where(SwapOffer.assignment_id == assignment_id, SwapOffer.state == SwapState.OPEN)
    return session.scalars(found.options(selectinload(SwapOffer.wishes))).one_or_none()


def list_open_swaps(session: Session, now: datetime, *which: ColumnElement[bool]) -> Sequence[SwapOffer]:
    """Swap offers that hold, with what they give, oldest first."""
    found = (
        select(SwapOffer)
        .join(SwapOffer.assignment)
        .where(
            SwapOffer.state == SwapState.OPEN,
            SwapOffer.ends_at > now,
            Assignment.state == AssignmentState.CONFIRMED,
            *which,
        )
    )
    found = found.options(
        contains_eager(SwapOffer.assignment).joinedload(Assignment.need),
        selectinload(SwapOffer.wishes),
    )
    return session.scalars(found.order_by(SwapOffer.id).execution_options(populate_existing=True)).all()


def list_swappable(session: Session, assignment: Assignment, now: datetime) -> Sequence[Need]:
    """Needs of shifts to come for which somebody else is confirmed, so that they could be swapped for."""
    taken = select(Assignment.need_id).where(
        Assignment.state == AssignmentState.CONFIRMED, Assignment.person_id != assignment.person_id
    )
    mine = select(Assignment.shift_id).where(
        Assignment.person_id == assignment.person_id, Assignment.state.in_(states.LIVE)
    )
    found = (
        select(Need)
        .join(Need.shift)
        .where(
            Need.id.in_(taken),
            Shift.id.not_in(mine),
            Shift.state.in_((ShiftState.OPEN, ShiftState.ROSTERED)),
            Shift.starts_at > now,
        )
        .options(contains_eager(Need.shift).options(*with_host()))
    )
    return session.scalars(found.order_by(Shift.starts_at, Need.id).limit(MOST)).all()


def list_for_feed(session: Session, person_id: int, first: datetime, last: datetime, most: int) -> Sequence[Assignment]:
    """Of each shift between two moments the person's latest assignment, a live one first; by start and UID."""
    found = select(Assignment).join(Assignment.shift).join(Assignment.need)
    found = found.options(contains_eager(Assignment.need), contains_eager(Assignment.shift).options(*with_host()))
    found = found.where(Assignment.person_id == person_id, Shift.ends_at >= first, Shift.starts_at < last)
    by_shift: dict[int, Assignment] = {}
    for row in session.scalars(found.order_by(Assignment.id.desc()).limit(most)):
        known = by_shift.setdefault(row.shift_id, row)
        if row.state in states.LIVE and known.state not in states.LIVE:
            by_shift[row.shift_id] = row
    return sorted(by_shift.values(), key=lambda row: (row.shift.starts_at, row.shift.uid))


def list_all_of(session: Session, person_id: int) -> Sequence[Assignment]:
    """Everything a person ever signed up for, oldest first."""
    found = select(Assignment).where(Assignment.person_id == person_id)
    found = found.options(joinedload(Assignment.shift), joinedload(Assignment.need))
    return session.scalars(found.order_by(Assignment.id)).all()


def is_volunteer(session: Session, person_id: int) -> bool:
    """Whether somebody has a profile and has not left."""
    found = select(Volunteer.person_id).where(Volunteer.person_id == person_id, Volunteer.left_at.is_(None))
    return session.scalar(found) is not None
