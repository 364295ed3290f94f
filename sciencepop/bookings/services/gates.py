"""Opening, arming and ending gates, and the seats that each may give away without asking anybody.

Dangerous: a gate's allowance is a live claim on one pool, what is reserved for the door before the general one, taken
before the door opens. A device without network gives away nothing else, so no number of devices can give away more than
there is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Gate, SeatPool
from sciencepop.bookings.queries.gates import count_open
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.gates import KEPT_OPEN, GateRefusal, refuse_opening
from sciencepop.bookings.rules.pools import Channel, Room
from sciencepop.bookings.services.lock import lock_general_pool, lock_pools_of
from sciencepop.bookings.services.promote import promote
from sciencepop.bookings.services.settle import Change, settle
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token
from sciencepop.programme.models import Occurrence, OccurrenceState

AT_ONCE = 100


@dataclass(frozen=True)
class Opened:
    """A new gate and the secret of the address that arms a device for it; it is kept nowhere."""

    gate_id: int
    token: str


def open_gate(occurrence_id: int, *, name: str, allowance: int, by: Person, now: datetime) -> Opened:
    """Open a gate and take its allowance from a pool. The caller has asked whether `by` manages the base.

    Refuses NO_POOL, NOT_ON, TOO_LATE, TOO_MANY_GATES, and NOT_SO_MANY with the seats that are free.
    """
    token, person_id = new_token(), by.id
    with write() as session:
        pool = lock_general_pool(session, occurrence_id)
        occurrence = find_occurrence(session, occurrence_id)
        if pool is None or occurrence is None:
            raise RuleBroken(GateRefusal.NO_POOL)
        is_cancelled = occurrence.state is OccurrenceState.CANCELLED
        gates = count_open(session, occurrence_id)
        refused = refuse_opening(ends_at=occurrence.ends_at, now=now, is_cancelled=is_cancelled, gates=gates)
        if refused:
            raise RuleBroken(refused)
        room = _read(session, occurrence_id)
        chosen = room.choose(allowance, Channel.DOOR)
        if chosen is None:
            raise RuleBroken(GateRefusal.NOT_SO_MANY, free=room.free_for(Channel.DOOR))
        gate = Gate(
            pool_id=chosen.id,
            name=name,
            link_hash=hash_token(token),
            allowance=allowance,
            created_by=person_id,
            created_at=now,
        )
        session.add(gate)
        audit.record(session, by=person_id, at=now, action="occurrence.open_gate", subject=occurrence, seats=allowance)
        attempts.remember(str(occurrence_id))
        settle(session, [Change(occurrence, pool, room.after(chosen.id, allowance).free)], now=now)
        return Opened(gate.id, token)


def arm_gate(gate_id: int, device: str, *, now: datetime) -> None:
    """Bind a gate to the device whose own secret this is; the same device may ask again. Refuses ALREADY_IN_USE."""
    device_hash = hash_token(device)
    with write() as session:
        gate, _pool, _pools, _occurrence = lock_gate(session, gate_id)
        if gate.device_hash not in (None, device_hash):
            raise RuleBroken(GateRefusal.ALREADY_IN_USE)
        if gate.ended_at:
            raise RuleBroken(GateRefusal.GATE_ENDED)
        gate.device_hash = device_hash
        gate.armed_at = gate.armed_at or now


def set_allowance(gate_id: int, allowance: int, *, version: int, now: datetime) -> None:
    """Raise or lower what a gate may give away, as its own device asks, which knows what it has given already.

    Refuses CHANGED_MEANWHILE when `version` is not the present one: a request that was late must change nothing.
    """
    with write() as session:
        gate, pool, _pools, occurrence = lock_gate(session, gate_id)
        if gate.ended_at:
            raise RuleBroken(GateRefusal.GATE_ENDED)
        if version != gate.version or allowance < gate.walked_in:
            raise RuleBroken(GateRefusal.CHANGED_MEANWHILE)
        room = _read(session, occurrence.id)
        more = allowance - gate.allowance
        if more > 0 and more > free_for(gate, room):
            raise RuleBroken(GateRefusal.NOT_SO_MANY, free=free_for(gate, room))
        hold(gate, allowance, room)
        gate.version += 1
        settle(session, [Change(occurrence, pool, promote(session, pool, now))], now=now)


def end_gate(gate_id: int, *, by: Person | None, now: datetime) -> None:
    """Give back what a gate has not used. What its device still holds can be merged for a week (`services.door`)."""
    person_id = by.id if by else None
    with write() as session:
        gate, pool, _pools, occurrence = lock_gate(session, gate_id)
        if gate.ended_at is None:
            close(gate, now)
            audit.record(
                session, by=person_id, at=now, action="occurrence.end_gate", subject=occurrence, gate=gate.name
            )
            settle(session, [Change(occurrence, pool, promote(session, pool, now))], now=now)
        attempts.remember(str(occurrence.id))


def end_left_gates(now: datetime) -> int:
    """End the gates that nobody ended half a day after the event; returns how many. Harmless to run twice."""
    left = (
        select(Gate.id)
        .join(Gate.pool)
        .join(SeatPool.occurrence)
        .where(Gate.ended_at.is_(None), Occurrence.ends_at < now - KEPT_OPEN)
        .order_by(Gate.id)
        .limit(AT_ONCE)
    )
    gate_ids = db.session().scalars(left).all()
    for gate_id in gate_ids:
        end_gate(gate_id, by=None, now=now)
    return len(gate_ids)


def free_for(gate: Gate, room: Room) -> int:
    """How many more seats a gate may hold."""
    return max(room.after(gate.pool_id, -gate.allowance).free_for(Channel.DOOR) - gate.allowance, 0)


def hold(gate: Gate, allowance: int, room: Room) -> Room:
    """Let a gate hold so many seats and return the room after it; more than it holds only as far as `free_for` goes.

    A gate holds all its seats in one pool, so raising them may bring it into another. The pools are locked.
    """
    if allowance > gate.allowance:
        chosen = room.after(gate.pool_id, -gate.allowance).choose(allowance, Channel.DOOR)
        assert chosen is not None
    else:
        chosen = room.pool(gate.pool_id)
    room = room.after(gate.pool_id, -gate.allowance).after(chosen.id, allowance)
    gate.pool_id, gate.allowance = chosen.id, allowance
    return room


def _read(session: Session, occurrence_id: int) -> Room:
    room = read_room(session, occurrence_id)
    assert room is not None
    return room


def close(gate: Gate, now: datetime) -> None:
    """End a gate whose pool is locked; the caller settles."""
    gate.allowance = gate.walked_in
    gate.version += 1
    gate.ended_at = now


def close_all(session: Session, pool_ids: Collection[int], now: datetime) -> None:
    """End every gate of locked pools; the caller settles."""
    found = select(Gate).where(Gate.pool_id.in_(pool_ids), Gate.ended_at.is_(None))
    for gate in session.scalars(found.execution_options(populate_existing=True)):
        close(gate, now)


def lock_gate(session: Session, gate_id: int) -> tuple[Gate, SeatPool, list[SeatPool], Occurrence]:
    """A gate, its pool, all pools of its occurrence, locked, and the occurrence, as they are now."""
    pool_id, occurrence_id = session.execute(
        select(Gate.pool_id, SeatPool.occurrence_id).join(Gate.pool).where(Gate.id == gate_id)
    ).one()
    pools = lock_pools_of(session, occurrence_id)
    gate = session.scalars(select(Gate).where(Gate.id == gate_id).execution_options(populate_existing=True)).one()
    occurrence = find_occurrence(session, occurrence_id)
    assert occurrence is not None
    return gate, next(pool for pool in pools if pool.id == pool_id), pools, occurrence
