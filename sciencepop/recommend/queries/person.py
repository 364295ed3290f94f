"""What may be used of one person, in one or two indexed reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.programme.models import Event, Occurrence
from sciencepop.recommend.models import ForgottenVisit, TasteSetting
from sciencepop.recommend.queries.rows import counts_for_tastes
from sciencepop.recommend.rules.tastes import LOOKED_BACK, Visit

MOST_VISITS = 400


@dataclass(frozen=True, slots=True)
class Source:
    """A booking that counts for recommendations, with what it says."""

    booking_id: int
    code: str
    starts_at: datetime
    event_id: int
    base_id: int
    title_zh: str
    title_en: str
    base_zh: str
    base_en: str


def is_off(session: Session, person_id: int) -> bool:
    """Whether this person switched recommendations off."""
    return bool(session.scalar(select(TasteSetting.is_off).where(TasteSetting.person_id == person_id)))


def list_visits(session: Session, person_id: int, now: datetime) -> tuple[Visit, ...]:
    """Where the person was or has booked, oldest first; the newest MOST_VISITS of the last two years."""
    rows = session.execute(_visits(person_id, now, Occurrence.event_id, Occurrence.starts_at))
    return tuple(Visit(*row) for row in rows)[::-1]


def list_sources(session: Session, person_id: int, now: datetime) -> list[Source]:
    """The same visits with what the person is shown of them, newest first."""
    titles, names = (Event.title_zh, Event.title_en), (ScienceBase.name_zh, ScienceBase.name_en)
    columns = (Booking.id, Booking.code, Occurrence.starts_at, Event.id, Event.base_id, *titles, *names)
    found = _visits(person_id, now, *columns).join(Event, Occurrence.event_id == Event.id)
    return [Source(*row) for row in session.execute(found.join(ScienceBase, Event.base_id == ScienceBase.id))]


def _visits(person_id: int, now: datetime, *columns: Any) -> Select[Any]:
    """What is used and what is shown of a person are the same bookings."""
    return (
        select(*columns)
        .select_from(Booking)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Booking.person_id == person_id, counts_for_tastes(), Occurrence.starts_at > now - LOOKED_BACK)
        .order_by(Occurrence.starts_at.desc(), Booking.id.desc())
        .limit(MOST_VISITS)
    )


def list_counted(session: Session, person_id: int) -> Sequence[int]:
    """Every booking of the person that counts, however old, by number."""
    found = select(Booking.id).where(Booking.person_id == person_id, counts_for_tastes())
    return session.scalars(found.order_by(Booking.id)).all()


def booked_events(session: Session, person_id: int, now: datetime) -> set[int]:
    """Events of which the person has a booking in play that is not over."""
    rows = session.scalars(
        select(Occurrence.event_id)
        .select_from(Booking)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(Booking.person_id == person_id, Booking.state.in_(states.IN_PLAY), Occurrence.ends_at > now)
    )
    return set(rows)


def list_forgotten(session: Session, person_id: int) -> Sequence[ForgottenVisit]:
    """What the person had forgotten, oldest first."""
    found = select(ForgottenVisit).where(ForgottenVisit.person_id == person_id)
    return session.scalars(found.order_by(ForgottenVisit.forgotten_at, ForgottenVisit.booking_id)).all()
