"""What happened at the door becomes facts, once each, in whatever order the devices deliver it.

The door is right: whoever was let in is written down, even where a rule would have said no. Seats stay right all the
same: a fact takes seats only where the pool, locked, has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, DoorEvent, DoorKind, Gate, SeatPool, Verdict
from sciencepop.bookings.queries.gates import find_by_codes, find_verdicts, has_another
from sciencepop.bookings.queries.seats import count_taken
from sciencepop.bookings.rules.gates import (
    ATTENDS,
    CLAIMS,
    MERGED_FOR,
    ORDINARY,
    GateRefusal,
    doors_open_at,
    judge_ticket,
    judge_walk_in,
    plausible,
)
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.gates import lock_gate
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.bookings.tickets import is_genuine
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence


@dataclass(frozen=True)
class Note:
    """What a device noted of one party. A walk-in has no code, a typed code no signature."""

    nonce: str
    kind: DoorKind
    seats: int
    at: datetime
    code: str = ""
    signature: str = ""
    was_offline: bool = False
    was_forced: bool = False


@dataclass
class _Door:
    """The locked rows that notes are merged into; `free` are the free seats of each pool."""

    session: Session
    gate: Gate
    occurrence: Occurrence
    bookings: dict[str, Booking]
    free: dict[int, int]
    now: datetime


def merge(gate_id: int, notes: Sequence[Note], *, now: datetime) -> dict[str, Verdict]:
    """Merge a device's notes and return a verdict for each nonce. A repeated nonce gets its first verdict.

    Refuses TOO_LATE a week after the end of the occurrence.
    """
    with write() as session:
        gate, _pool, pools, occurrence = lock_gate(session, gate_id)
        if now > occurrence.ends_at + MERGED_FOR:
            raise RuleBroken(GateRefusal.TOO_LATE)
        gate.last_sync_at = now
        verdicts = find_verdicts(session, gate_id, [note.nonce for note in notes])
        fresh = [note for note in notes if note.nonce not in verdicts]
        if not fresh:
            return verdicts
        bookings = find_by_codes(session, [pool.id for pool in pools], {note.code for note in fresh if note.code})
        free = {pool.id: pool.size - count_taken(session, pool.id) for pool in pools}
        door = _Door(session, gate, occurrence, bookings, free, now)
        for note in fresh:
            if note.nonce not in verdicts:
                verdicts[note.nonce] = _take(door, note)
        _settle(door, pools)
        return verdicts


def _settle(door: _Door, pools: Sequence[SeatPool]) -> None:
    door.session.flush()
    settle(door.session, [Change(door.occurrence, pool, door.free[pool.id]) for pool in pools], now=door.now)


def _take(door: _Door, note: Note) -> Verdict:
    booking = door.bookings.get(note.code)
    verdict = _walk_in(door, note) if note.kind is DoorKind.WALK_IN else _ticket(door, note, booking)
    door.session.add(
        DoorEvent(
            gate_id=door.gate.id,
            nonce=note.nonce,
            kind=note.kind,
            booking_id=booking.id if booking else None,
            code=note.code,
            seats=note.seats,
            at=note.at,
            received_at=door.now,
            was_offline=note.was_offline,
            was_forced=note.was_forced or verdict not in ORDINARY,
            verdict=verdict,
        )
    )
    return verdict


def _walk_in(door: _Door, note: Note) -> Verdict:
    gate = door.gate
    verdict = judge_walk_in(note.seats, left=gate.allowance - gate.walked_in, free=door.free[gate.pool_id])
    if verdict in CLAIMS:
        more = max(note.seats - (gate.allowance - gate.walked_in), 0)
        gate.allowance += more
        gate.walked_in += note.seats
        gate.version += 1 if more else 0
        door.free[gate.pool_id] -= more
    return verdict


def _ticket(door: _Door, note: Note, booking: Booking | None) -> Verdict:
    if booking is None:
        return Verdict.UNKNOWN
    is_absent = booking.state is BookingState.NO_SHOW
    verdict = judge_ticket(
        booking.state,
        seats=booking.seats,
        attended=_attended(booking),
        more=note.seats,
        free=door.free[booking.pool_id],
        is_alone=not (is_absent and has_another(door.session, booking)),
        is_open=door.now >= doors_open_at(door.occurrence.starts_at),
    )
    if verdict in ORDINARY and note.signature and not is_genuine(note.code, note.signature):
        verdict = Verdict.NOT_GENUINE
    if verdict in ATTENDS:
        if is_absent:
            door.free[booking.pool_id] -= booking.seats
        _let_in(door, replace(note, at=plausible(note.at, starts_at=door.occurrence.starts_at, now=door.now)), booking)
    return verdict


def _attended(booking: Booking) -> int:
    if booking.state is not BookingState.ATTENDED:
        return 0
    return booking.seats if booking.seats_attended is None else booking.seats_attended


def _let_in(door: _Door, note: Note, booking: Booking) -> None:
    """Whatever the order of the notes, the same number is in, since the same first time."""
    seats, at = min(booking.seats, _attended(booking) + note.seats), note.at
    if booking.state is BookingState.ATTENDED:
        at = min(at, booking.attended_at or at)
        booking.changed_at = door.now
    else:
        become(door.session, booking, door.occurrence, BookingState.ATTENDED, now=door.now)
    booking.seats_attended, booking.attended_at = seats, at
