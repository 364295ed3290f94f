"""Owing again what was given up while a mail server or provider was away for longer than messages are tried."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from sciencepop.core.db import write
from sciencepop.core.outbox import Channel, Delivery, LostAddress, OutboxMessage
from sciencepop.notify.rules import MOST_TRIES, is_refusal


def requeue(now: datetime, age: timedelta) -> int:
    """Queue mails and texts of that age again that were tried in vain and never refused; returns how many.

    Erased ones have nothing left to send, and one whose hour has passed is dropped when it comes up.
    """
    given_up = (
        OutboxMessage.state == Delivery.FAILED,
        OutboxMessage.channel != Channel.PUSH,
        OutboxMessage.tries >= MOST_TRIES,
        OutboxMessage.created_at >= now - age,
        OutboxMessage.address != "",
        ~exists().where(LostAddress.value == OutboxMessage.address),
    )
    with write() as session:
        rows = session.scalars(select(OutboxMessage).where(*given_up).with_for_update())
        found = [row for row in rows if not is_refusal(row.error or "")]
        for row in found:
            row.state, row.tries, row.not_before, row.error = Delivery.QUEUED, 0, now, None
    return len(found)
