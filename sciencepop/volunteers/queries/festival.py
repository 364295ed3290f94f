"""The volunteers of a festival: what its sessions are short of, and the shifts of its days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from sciencepop.festival.models import Edition, Venue
from sciencepop.festival.queries.items import VenueDay, list_days
from sciencepop.volunteers.models import Need, Shift, ShiftState
from sciencepop.volunteers.queries.shifts import MOST, numbers_of, with_all


@dataclass(frozen=True)
class StaffedDay:
    """A venue on a day, with its shifts. `held` is None where nothing takes place there any more."""

    day: date
    venue: Venue
    held: VenueDay | None
    shifts: Sequence[Shift]


def list_staffed_days(session: Session, edition: Edition, now: datetime) -> list[StaffedDay]:
    """Every day of each venue on which something takes place or shifts are, by day, unless it is over."""
    venues = {venue.id: venue for venue in edition.venues}
    held = {(one.day, one.venue_id): one for one in list_days(session, edition) if one.closes_at > now}
    found = select(Shift).where(Shift.festival_venue_id.in_(venues), Shift.state != ShiftState.CANCELLED)
    found = found.where(Shift.ends_at > now)
    by_day: dict[tuple[date, int], list[Shift]] = {key: [] for key in held}
    for shift in session.scalars(with_all(found).order_by(Shift.starts_at, Shift.id).limit(MOST)):
        assert shift.festival_on is not None
        assert shift.festival_venue_id is not None
        by_day.setdefault((shift.festival_on, shift.festival_venue_id), []).append(shift)
    return [StaffedDay(key[0], venues[key[1]], held.get(key), by_day[key]) for key in sorted(by_day)]


def find_day(session: Session, shift: Shift) -> VenueDay | None:
    """What takes place now on a shift's day of a festival, None where nothing does or it is for something else."""
    if shift.festival_venue is None:
        return None
    days = list_days(session, shift.festival_venue.edition)
    return next((one for one in days if (one.venue_id, one.day) == (shift.festival_venue_id, shift.festival_on)), None)


def missing(session: Session, shifts: Collection[Shift]) -> dict[int, int]:
    """How many people each of these shifts is short of its minimums, with the needs loaded."""
    numbers = numbers_of(session, [need for shift in shifts for need in shift.needs])
    return {shift.id: sum(_lack(numbers[need.id].firm, need) for need in shift.needs) for shift in shifts}


def _lack(firm: int, need: Need) -> int:
    return max(0, need.minimum - firm)


def short_of(session: Session, occurrence_ids: Collection[int]) -> Mapping[int, int]:
    """How many volunteers each of these sessions is short of; those that have enough are absent."""
    found = select(Shift).where(Shift.occurrence_id.in_(occurrence_ids), Shift.state != ShiftState.CANCELLED)
    shifts = session.scalars(found.options(selectinload(Shift.needs))).all()
    lacks, short = missing(session, shifts), dict[int, int]()
    for shift in shifts:
        if shift.occurrence_id is not None and lacks[shift.id]:
            short[shift.occurrence_id] = short.get(shift.occurrence_id, 0) + lacks[shift.id]
    return short
