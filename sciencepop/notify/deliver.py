"""Taking due rows of the outbox, carrying them, and marking what became of them.

Two workers never carry the same row: taking one is a transaction of its own (`FOR UPDATE SKIP LOCKED` on PostgreSQL,
the write lock on SQLite) that leaves a lease; only the holder of that lease may mark it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.services import forget_device, hold_device, note_reached
from sciencepop.core import outbox
from sciencepop.core.db import db, write
from sciencepop.core.outbox import ERASED, OVER, Channel, Delivery, OutboxMessage
from sciencepop.notify.carriers import Carrier, NoMailbox, NotNow, Parcel, Refused
from sciencepop.notify.rules import KEPT, LEASE, MOST_TRIES, wait_after

BATCH = 50


@dataclass
class Tally:
    """What a run did."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    dropped: int = 0


def deliver_due(
    carriers: Mapping[Channel, Carrier],
    now: Callable[[], datetime],
    go_on: Callable[[], bool] = lambda: True,
) -> Tally:
    """Carry everything that is due, codes first, until nothing is or `go_on` says no."""
    tally = Tally()
    while go_on():
        ids = _list_due(now())
        for message_id in ids:
            if not go_on():
                break
            parcel = _lease(message_id, now(), tally)
            if parcel:
                _carry(parcel, carriers.get(parcel.channel), now, tally)
        if len(ids) < BATCH:
            break
    return tally


def erase_old(now: datetime) -> int:
    """Erase address and content of what was settled 30 days ago; the rows stay, as counts. Returns how many."""
    old = (
        OutboxMessage.created_at < now - KEPT,
        OutboxMessage.state.in_(OVER),
        OutboxMessage.address != "",
    )
    with write() as session:
        statement = update(OutboxMessage).where(*old).values(**ERASED)
        done = session.execute(statement, execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(OutboxMessage.state == Delivery.QUEUED, OutboxMessage.not_before <= now),
        and_(OutboxMessage.state == Delivery.SENDING, OutboxMessage.leased_until <= now),
    )


def _list_due(now: datetime) -> Sequence[int]:
    session = db.session()
    order = (OutboxMessage.fleeting.desc(), OutboxMessage.id)
    ids = session.scalars(select(OutboxMessage.id).where(_due(now)).order_by(*order).limit(BATCH)).all()
    session.rollback()
    return ids


def _lease(message_id: int, now: datetime, tally: Tally) -> Parcel | None:
    """Take one row for LEASE, unless another worker has it, it has to wait for the end of quiet hours, or it was tried
    too often (by workers that died)."""
    with write() as session:
        row = session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.id == message_id, _due(now))
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return None
        if row.not_after and now > row.not_after:
            _give_up(row, "too late", Delivery.DROPPED)
            tally.dropped += 1
            return None
        if waits_until := outbox.hushed_until(row.dedup_key, now):
            row.state, row.leased_until, row.not_before = Delivery.QUEUED, None, waits_until
            tally.later += 1
            return None
        if row.tries >= MOST_TRIES:
            _give_up(row, row.error or "every try was cut off")
            tally.failed += 1
            return None
        row.state = Delivery.SENDING
        row.tries += 1
        row.leased_until = now + LEASE
        return Parcel(**{field.name: getattr(row, field.name) for field in fields(Parcel)})


def _carry(parcel: Parcel, carrier: Carrier | None, now: Callable[[], datetime], tally: Tally) -> None:
    try:
        if carrier is None:
            raise NotNow("this channel has no carrier")
        carrier.carry(parcel)
    except NoMailbox as refusal:
        _mark_lost(parcel, str(refusal), now(), tally)
    except Refused as refusal:
        _mark_failed(parcel, str(refusal), now(), tally, is_final=True)
    except NotNow as refusal:
        _mark_failed(parcel, str(refusal), now(), tally)
    except Exception as error:
        current_app.logger.warning("delivery failed: %s", type(error).__name__)
        _mark_failed(parcel, type(error).__name__, now(), tally)
    else:
        _mark_sent(parcel, now(), tally, is_real=carrier.is_real)


def _mark_sent(parcel: Parcel, now: datetime, tally: Tally, *, is_real: bool) -> None:
    tally.sent += 1
    with write() as session:
        if parcel.channel is Channel.PUSH:
            hold_device(session, parcel.address)
        row = _held(session, parcel)
        if row is None:
            return
        row.state, row.sent_at, row.leased_until, row.error = Delivery.SENT, now, None, None
        if row.channel is Channel.PUSH:
            note_reached(session, row.address, now)
        if row.fleeting and is_real:
            _erase(row)


def _mark_failed(parcel: Parcel, why: str, now: datetime, tally: Tally, *, is_final: bool = False) -> None:
    with write() as session:
        row = _held(session, parcel)
        if row is None:
            return
        wait = None if is_final else wait_after(row.tries)
        if wait is None:
            _give_up(row, why)
            tally.failed += 1
            return
        row.state, row.leased_until, row.error = Delivery.QUEUED, None, why[:200]
        row.not_before = now + wait
        tally.later += 1


def _mark_lost(parcel: Parcel, why: str, now: datetime, tally: Tally) -> None:
    """The mailbox or device is gone: what else is owed to it is dropped too. A code tells nothing of its reader.

    Nothing is kept of a push to a device that is gone, also where it was queued while the device went.
    """
    is_push = parcel.channel is Channel.PUSH
    with write() as session:
        is_there = is_push and hold_device(session, parcel.address)
        row = _held(session, parcel)
        if row is None:
            return
        tally.dropped += 1
        row.fleeting = row.fleeting or is_push
        _give_up(row, why, Delivery.DROPPED)
        if is_there:
            forget_device(session, parcel.address)
        elif not row.to_lost:
            outbox.lose(session, parcel.address, why, now)


def _held(session: Session, parcel: Parcel) -> OutboxMessage | None:
    """The row while this parcel's lease is still the last one."""
    return session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.id == parcel.id,
            OutboxMessage.state == Delivery.SENDING,
            OutboxMessage.tries == parcel.tries,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _give_up(row: OutboxMessage, why: str, state: Delivery = Delivery.FAILED) -> None:
    row.state, row.leased_until, row.error = state, None, why[:200]
    if row.fleeting:
        _erase(row)


def _erase(row: OutboxMessage) -> None:
    for name, value in ERASED.items():
        setattr(row, name, value)
