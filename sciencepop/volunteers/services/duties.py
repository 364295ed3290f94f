"""Guides of a session who come from shifts: confirmed and qualified ones let its seats be given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.services.guides import put_on_duty
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.volunteers.models import Assignment, Need, Shift
from sciencepop.volunteers.queries.facts import served, skills_on
from sciencepop.volunteers.queries.people import list_grants
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.vocabulary import GUIDE, GUIDING


def settle_guides(session: Session, shifts: Iterable[Shift], *, by: int | None, now: datetime) -> None:
    """Let the guides of these locked shifts' sessions be those of the assignments. Call last."""
    changes = change_guides(session, shifts, by=by, now=now)
    if changes:
        settle(session, changes, now=now)


def change_guides(session: Session, shifts: Iterable[Shift], *, by: int | None, now: datetime) -> list[Change]:
    """As above, for whoever settles several things at once."""
    numbers = {
        shift.occurrence_id
        for shift in shifts
        if shift.occurrence_id is not None and any(need.role == GUIDE for need in shift.needs)
    }
    return put_on_duty(session, guides_of(session, numbers), by=by, now=now) if numbers else []


def guides_of(session: Session, occurrence_ids: Collection[int]) -> dict[int, dict[int, bool]]:
    """Who guides each of these sessions from a shift, and whether they are qualified on that day."""
    session.flush()
    found = (
        select(Shift, Assignment.person_id)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .join(Need, Assignment.need_id == Need.id)
        .where(Shift.occurrence_id.in_(occurrence_ids), Need.role == GUIDE, Assignment.state.in_(states.FIRM))
    )
    rows = session.execute(found).all()
    grants = list_grants(session, {person_id for _shift, person_id in rows})
    wanted: dict[int, dict[int, bool]] = {number: {} for number in occurrence_ids}
    for shift, person_id in rows:
        is_qualified = GUIDING in skills_on(grants.get(person_id, ()), served(shift).day)
        wanted[shift.occurrence_id or 0][person_id] = is_qualified
    return wanted
