"""Outings and their stops, and which of them are owed their release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, Outing, SeatPool
from sciencepop.bookings.queries.mine import with_occasion
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.rules.states import CANCELLABLE
from sciencepop.programme.models import Occurrence


def get_outing(session: Session, code: str, person_id: int) -> Outing:
    """An outing of this person; 404 for anybody else's."""
    outing = session.scalar(select(Outing).where(Outing.code == code)) if CODE.fullmatch(code) else None
    if outing is None or outing.person_id != person_id:
        raise NotFound
    return outing


def list_stops(session: Session, outing_id: int) -> Sequence[Booking]:
    """The stops in the order of time, with what they are for."""
    found = with_occasion(select(Booking)).where(Booking.outing_id == outing_id)
    return session.scalars(found.order_by(Occurrence.starts_at, Booking.id)).all()


def list_outings_of(session: Session, person_id: int) -> list[tuple[Outing, list[str]]]:
    """Everything a person ever planned as a whole, with the codes of the bookings, oldest first; for their export."""
    found = select(Outing, Booking.code).join(Booking, Booking.outing_id == Outing.id)
    rows = session.execute(found.where(Outing.person_id == person_id).order_by(Outing.id, Booking.id))
    codes: dict[Outing, list[str]] = {}
    for outing, code in rows:
        codes.setdefault(outing, []).append(code)
    return list(codes.items())


def together(rows: Iterable[Booking]) -> list[list[Booking]]:
    """A list of bookings with the stops of each outing put where the first of them stands."""
    groups: dict[tuple[bool, int], list[Booking]] = {}
    for row in rows:
        groups.setdefault((row.outing_id is not None, row.outing_id or row.id), []).append(row)
    return list(groups.values())


def list_unreleased(session: Session, now: datetime, *, limit: int, since: datetime | None = None) -> Sequence[int]:
    """Outings of which the organiser cancelled a stop (before `since`) while others, still to come, are held.

    Those whose holder asked to keep the rest are not among them.
    """
    ended = aliased(Booking)
    # `cancel.Reason.OCCURRENCE`, which stands above the queries.
    called_off = exists().where(
        ended.outing_id == Booking.outing_id, ended.state_reason == "occurrence", ended.changed_at <= (since or now)
    )
    found = (
        select(Booking.outing_id)
        .join(Outing, Booking.outing_id == Outing.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .where(~Outing.keeps_rest, Booking.state.in_(CANCELLABLE), Occurrence.starts_at > now, called_off)
        .distinct()
        .order_by(Booking.outing_id)
        .limit(limit)
    )
    return [number for number in session.scalars(found) if number is not None]
