"""Messages that a change owes somebody, written in the transaction of the change and delivered afterwards.

A row is queued once per `dedup_key`. The worker (feature `notify`) delivers at least once; the Message-ID is made from
the key, so a receiver that sees a message twice after a crash can tell that it is the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum

from flask import Flask, current_app
from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.db import Base, Id, after_commit, choice


class Channel(StrEnum):
    MAIL = "mail"
    SMS = "sms"


class Delivery(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(Base):
    """A message owed. A `fleeting` one (a code, a farewell) goes first, and is erased as soon as it is sent."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "not_before"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    dedup_key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    address: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar_method: Mapped[str | None]
    state: Mapped[Delivery] = mapped_column(choice(Delivery, "state"), default=Delivery.QUEUED)
    fleeting: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]


_kick: Callable[[], None] | None = None


def on_queued(kick: Callable[[], None]) -> None:
    """Register what wakes the worker after a commit that queued messages."""
    global _kick  # noqa: PLW0603
    _kick = kick


def queue(
    session: Session,
    *,
    channel: Channel,
    address: str,
    body: str,
    dedup_key: str,
    now: datetime,
    subject: str = "",
    calendar: bytes | None = None,
    calendar_method: str | None = None,
    fleeting: bool = False,
) -> None:
    """Owe somebody a message. A key that is known already is left alone.

    `calendar` is a whole VCALENDAR object and `calendar_method` its METHOD (REQUEST or CANCEL, RFC 5546).
    """
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedup_key == dedup_key)):
        return
    session.add(
        OutboxMessage(
            dedup_key=dedup_key,
            channel=channel,
            address=address,
            subject=subject,
            body=body,
            calendar=calendar,
            calendar_method=calendar_method,
            fleeting=fleeting,
            created_at=now,
            not_before=now,
        )
    )
    if _kick:
        after_commit(_kick)


ERASED = {"address": "", "subject": "", "body": "", "calendar": None}
"""What is left of a message whose content is no longer needed: that it was sent, and when."""


def forget(session: Session, addresses: Collection[str]) -> None:
    """Erase what was sent to these addresses; what is still on its way is erased once it has been sent."""
    if not addresses:
        return
    to_them = OutboxMessage.address.in_(addresses)
    over = or_(OutboxMessage.state == Delivery.SENT, OutboxMessage.state == Delivery.FAILED)
    options = {"synchronize_session": False}
    session.execute(update(OutboxMessage).where(to_them).values(fleeting=True), execution_options=options)
    session.execute(update(OutboxMessage).where(to_them, over).values(**ERASED), execution_options=options)


def set_open_channels(app: Flask, channels: Collection[Channel]) -> None:
    """Feature notify says which channels this site can deliver on."""
    app.extensions["open_channels"] = frozenset(channels)


def is_open(channel: Channel) -> bool:
    """Whether messages of this channel can be delivered at all, so that nobody waits for one that cannot come."""
    return channel in current_app.extensions.get("open_channels", frozenset(Channel))
