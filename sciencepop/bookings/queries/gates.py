"""Reads of gates, of what they need to know, and of what happened at the door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, not_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from sciencepop.bookings.models import Booking, DoorEvent, Gate, SeatPool, Verdict
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.gates import ORDINARY
from sciencepop.bookings.rules.states import BookingState
from sciencepop.core.db import db
from sciencepop.core.tokens import hash_token, is_token

GUESTS_AT_ONCE = 500
MOST_SHOWN = 50
EXPECTED = (BookingState.HELD, BookingState.PENDING, BookingState.CONFIRMED, BookingState.ATTENDED)
"""Whom a gate lets in without asking."""


@dataclass(frozen=True)
class Heads:
    """People by how they came in: with a ticket that is booked here, as walk-ins, and otherwise."""

    booked: int
    walked_in: int
    otherwise: int


def find_by_link(token: str) -> Gate | None:
    """The gate that an address arms, used or not."""
    return _find(Gate.link_hash == hash_token(token)) if is_token(token) else None


def find_by_device(token: str) -> Gate | None:
    """The gate of an armed device."""
    return _find(Gate.device_hash == hash_token(token)) if is_token(token) else None


def _find(condition: object) -> Gate | None:
    found = select(Gate).join(Gate.pool).options(contains_eager(Gate.pool)).where(condition)  # type: ignore[arg-type]
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def list_gates(occurrence_id: int) -> Sequence[Gate]:
    """The gates of an occurrence in the order in which they were opened."""
    found = select(Gate).join(Gate.pool).where(SeatPool.occurrence_id == occurrence_id).order_by(Gate.id)
    return db.session.scalars(found).all()


def count_open(session: Session, occurrence_id: int) -> int:
    """Gates of an occurrence that have not ended."""
    found = select(func.count(Gate.id)).join(Gate.pool)
    found = found.where(SeatPool.occurrence_id == occurrence_id, Gate.ended_at.is_(None))
    return int(session.scalar(found) or 0)


def list_guests(occurrence_id: int, *, since: datetime | None, after: int) -> Sequence[Booking]:
    """Whom a gate must know, by number after `after`: all who may come; or whatever changed `since`, ended ones too."""
    changed = Booking.changed_at >= since if since else Booking.state.in_((*EXPECTED, BookingState.NO_SHOW))
    found = (
        select(Booking)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .where(SeatPool.occurrence_id == occurrence_id, Booking.id > after, changed)
        .options(joinedload(Booking.person), selectinload(Booking.guests))
        .order_by(Booking.id)
        .limit(GUESTS_AT_ONCE)
    )
    return db.session.scalars(found).all()


def find_by_codes(session: Session, pool_ids: Collection[int], codes: Collection[str]) -> dict[str, Booking]:
    """Bookings of these pools by code, as they are now."""
    found = select(Booking).where(Booking.pool_id.in_(pool_ids), Booking.code.in_(codes))
    rows = session.scalars(found.execution_options(populate_existing=True))
    return {booking.code: booking for booking in rows}


def find_verdicts(session: Session, gate_id: int, nonces: Collection[str]) -> dict[str, Verdict]:
    """What was answered to these nonces before."""
    found = select(DoorEvent.nonce, DoorEvent.verdict).where(DoorEvent.gate_id == gate_id, DoorEvent.nonce.in_(nonces))
    return {nonce: verdict for nonce, verdict in session.execute(found)}


def has_another(session: Session, booking: Booking) -> bool:
    """Whether the holder has another booking in play of the same occurrence."""
    here = select(SeatPool.occurrence_id).where(SeatPool.id == booking.pool_id).scalar_subquery()
    found = select(Booking.id).where(
        Booking.person_id == booking.person_id,
        Booking.pool_id.in_(select(SeatPool.id).where(SeatPool.occurrence_id == here)),
        Booking.id != booking.id,
        Booking.state.in_(states.IN_PLAY),
    )
    return session.scalar(found.limit(1)) is not None


def list_odd(occurrence_id: int) -> Sequence[DoorEvent]:
    """The newest facts of the door that somebody should look at."""
    odd = or_(DoorEvent.was_forced, not_(DoorEvent.verdict.in_(ORDINARY)))
    found = (
        select(DoorEvent)
        .join(DoorEvent.gate)
        .join(Gate.pool)
        .where(SeatPool.occurrence_id == occurrence_id, odd)
        .options(contains_eager(DoorEvent.gate), joinedload(DoorEvent.booking).joinedload(Booking.person))
        .order_by(DoorEvent.id.desc())
        .limit(MOST_SHOWN)
    )
    return db.session.scalars(found).all()


def count_heads(occurrence_id: int) -> Heads:
    """How many are in."""
    booked = db.session.scalar(
        select(func.coalesce(func.sum(Booking.came), 0))
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .where(SeatPool.occurrence_id == occurrence_id)
    )
    walked_in = db.session.scalar(
        select(func.coalesce(func.sum(Gate.walked_in), 0))
        .join(Gate.pool)
        .where(SeatPool.occurrence_id == occurrence_id)
    )
    without = (Verdict.UNKNOWN, Verdict.NOT_VALID, Verdict.NO_SEATS, Verdict.OVER)
    otherwise = db.session.scalar(
        select(func.coalesce(func.sum(DoorEvent.seats), 0))
        .join(DoorEvent.gate)
        .join(Gate.pool)
        .where(SeatPool.occurrence_id == occurrence_id, DoorEvent.verdict.in_(without))
    )
    return Heads(int(booked or 0), int(walked_in or 0), int(otherwise or 0))
