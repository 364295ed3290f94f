"""What time and others do to groups' visits: sessions move, data must go, people leave or take their data along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, GroupName, GroupPart, GroupVisit, SeatPool
from sciencepop.bookings.queries.groups import count_names, list_visits_of
from sciencepop.bookings.rules.name_list import KEPT
from sciencepop.bookings.rules.promotion import shortened
from sciencepop.bookings.rules.states import LIVE, BookingState
from sciencepop.bookings.services.group_answer import forget_names
from sciencepop.bookings.services.group_request import names_due
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.programme.models import Occurrence

AT_ONCE = 2000


def move_visits(session: Session, occurrence: Occurrence, _by: int | None, now: datetime) -> None:
    """A session moved: names are due a day before its new start, and no answer later than its booking closes.

    Called inside the programme's unit of work, with the occurrence's pools locked.
    """
    mine = _visit_ids().where(SeatPool.occurrence_id == occurrence.id, Booking.state.in_(LIVE))
    for visit in session.scalars(select(GroupVisit).where(GroupVisit.id.in_(mine)).order_by(GroupVisit.id)):
        starts = _visit_starts(session, visit.id)
        visit.names_due_at = names_due(starts, visit.confirm_by or now)
        if visit.confirm_by is not None:
            visit.confirm_by = shortened(visit.confirm_by, occurrence.booking_closes_at, now)


def forget_groups(now: datetime) -> int:
    """Delete names and the leader's telephone number thirty days after the visit, or once it is off; how many visits.

    Harmless to run twice; counts and organisations stay.
    """
    with write() as session:
        kept = _visit_ids().where(Booking.state.in_((*LIVE, BookingState.NO_SHOW)), Occurrence.ends_at >= now - KEPT)
        named = select(GroupName.visit_id)
        old = select(GroupVisit.id).where(
            GroupVisit.id.not_in(kept), or_(GroupVisit.leader_phone != "", GroupVisit.id.in_(named))
        )
        ids = session.scalars(old.order_by(GroupVisit.id).limit(AT_ONCE)).all()
        people = session.scalar(select(func.count(GroupName.id)).where(GroupName.visit_id.in_(ids))) or 0
        if people:
            first = session.get_one(GroupVisit, ids[0])
            audit.record(session, by=None, at=now, action="minors.forgotten", subject=first, people=people)
        forget_names(session, ids)
        blank = update(GroupVisit).where(GroupVisit.id.in_(ids)).values(leader_phone="")
        session.execute(blank, execution_options={"synchronize_session": False})
        return len(ids)


def export_visits(session: Session, person: Person) -> list[dict[str, Any]]:
    """Every visit that a person asked for, as JSON values; of the names their number alone."""
    return [
        {
            "code": visit.code,
            "organisation": visit.organisation.name,
            "leader": visit.leader_name,
            "phone": visit.leader_phone,
            "pupils": visit.pupils,
            "adults": visit.adults,
            "buses": visit.buses,
            "needs": visit.needs,
            "asked_at": visit.created_at.isoformat(),
            "bookings": [part.booking.code for part in visit.parts],
            "names": count_names(session, visit.id),
        }
        for visit in list_visits_of(session, person.id)
    ]


def leave_groups(session: Session, person: Person, _now: datetime) -> None:
    """Who closes their account leads no visit any more: its bookings have been ended, its words and names go."""
    ids = session.scalars(select(GroupVisit.id).where(GroupVisit.person_id == person.id)).all()
    forget_names(session, ids)
    blank = {"leader_name": "", "leader_phone": "", "needs": ""}
    gone = update(GroupVisit).where(GroupVisit.id.in_(ids)).values(**blank)
    session.execute(gone, execution_options={"synchronize_session": "fetch"})


def _visit_ids() -> Select[Any]:
    return (
        select(GroupPart.visit_id)
        .join(Booking, GroupPart.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
    )


def _visit_starts(session: Session, visit_id: int) -> datetime:
    """When the first session of a visit that still counts begins."""
    first = (
        select(Occurrence.starts_at)
        .join(SeatPool, SeatPool.occurrence_id == Occurrence.id)
        .join(Booking, Booking.pool_id == SeatPool.id)
        .join(GroupPart, GroupPart.booking_id == Booking.id)
        .where(GroupPart.visit_id == visit_id, Booking.state.in_(LIVE))
        .order_by(Occurrence.starts_at)
        .limit(1)
    )
    return session.scalars(first).one()
