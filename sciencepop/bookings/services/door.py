"""What happened at the door becomes facts, once each, in whatever order the devices deliver it.

The door is right: whoever was let in is written down, even where a rule would have said no. Seats stay right all the
same: a fact takes seats only where the pool, locked, has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, DoorEvent, DoorKind, Gate, Verdict
from sciencepop.bookings.queries.gates import find_by_codes, find_verdicts, has_another
from sciencepop.bookings.queries.rooms import read_room
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
from sciencepop.bookings.rules.pools import Room
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.services.become import become
from sciencepop.bookings.services.gates import free_for, hold, lock_gate
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
    """The locked rows that notes are merged into; `room` is what they leave."""

    session: Session
    gate: Gate
    occurrence: Occurrence
    bookings: dict[str, Booking]
    room: Room
    now: datetime


def merge(gate_id: int, notes: Sequence[Note], *, now: datetime) -> dict[str, Verdict]:
    """Merge a device's notes and return a verdict for each nonce. A repeated nonce gets its first verdict.

    Refuses TOO_LATE a week after the end of the occurrence.
    """
    with write() as session:
        gate, pool, pools, occurrence = lock_gate(session, gate_id)
        if now > occurrence.ends_at + MERGED_FOR:
            raise RuleBroken(GateRefusal.TOO_LATE)
        gate.last_sync_at = now
        verdicts = find_verdicts(session, gate_id, [note.nonce for note in notes])
        fresh = [note for note in notes if note.nonce not in verdicts]
        if not fresh:
            return verdicts
        bookings = find_by_codes(session, [pool.id for pool in pools], {note.code for note in fresh if note.code})
        room = read_room(session, occurrence.id)
        assert room is not None
        door = _Door(session, gate, occurrence, bookings, room, now)
        for note in fresh:
            if note.nonce not in verdicts:
                verdicts[note.nonce] = _take(door, note)
        session.flush()
        settle(session, [Change(occurrence, pool, door.room.free)], now=now)
        return verdicts


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
    left = gate.allowance - gate.walked_in
    verdict = judge_walk_in(note.seats, left=left, free=free_for(gate, door.room))
    if verdict in CLAIMS:
        more = max(note.seats - left, 0)
        door.room = hold(gate, gate.allowance + more, door.room)
        gate.walked_in += note.seats
        gate.version += 1 if more else 0
    return verdict


def _ticket(door: _Door, note: Note, booking: Booking | None) -> Verdict:
    if booking is None:
        return Verdict.UNKNOWN
    is_absent = booking.state is BookingState.NO_SHOW
    verdict = judge_ticket(
        booking.state,
        seats=booking.seats,
        attended=booking.came,
        more=note.seats,
        free=door.room.free_in(door.room.pool(booking.pool_id)),
        is_alone=not (is_absent and has_another(door.session, booking)),
        is_open=door.now >= doors_open_at(door.occurrence.starts_at),
    )
    if verdict in ORDINARY and note.signature and not is_genuine(note.code, note.signature):
        verdict = Verdict.NOT_GENUINE
    if verdict in ATTENDS:
        if is_absent:
            door.room = door.room.after(booking.pool_id, booking.seats)
        _let_in(door, replace(note, at=plausible(note.at, starts_at=door.occurrence.starts_at, now=door.now)), booking)
    return verdict


def _let_in(door: _Door, note: Note, booking: Booking) -> None:
    """Whatever the order of the notes, the same number is in, since the same first time."""
    seats, at = min(booking.seats, booking.came + note.seats), note.at
    if booking.state is BookingState.ATTENDED:
        at = min(at, booking.attended_at or at)
        booking.changed_at = door.now
    else:
        become(door.session, booking, door.occurrence, BookingState.ATTENDED, now=door.now)
    booking.seats_attended, booking.attended_at = seats, at
