"""Messages that a change owes somebody, written in the transaction of the change and delivered afterwards.

A row is queued once per `dedup_key`. The worker (feature `notify`) delivers at least once; the Message-ID is made from
the key, so a receiver that sees a message twice after a crash can tell that it is the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from enum import StrEnum

from flask import Flask, current_app
from sqlalchemy import CheckConstraint, ColumnElement, Index, LargeBinary, Text, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.db import Base, Id, after_commit, choice

Hush = Callable[[str, datetime], datetime | None]


class Channel(StrEnum):
    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"


class Urgency(StrEnum):
    """How soon a push service wakes a device for a message (RFC 8030 5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Delivery(StrEnum):
    """FAILED is for the operator to look at; DROPPED is nobody's fault: too late, or the mailbox is gone."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class OutboxMessage(Base):
    """A message owed. A `fleeting` one (a code, a farewell) goes first, and is erased as soon as it is sent.

    `link`, `urgency` and `ttl_minutes` (how long a push service keeps it for a device that is off) belong to pushes;
    their address is the code of a device.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "not_before"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("(channel = 'push') = (ttl_minutes IS NOT NULL)", name="push_has_ttl"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    dedup_key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    address: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar_method: Mapped[str | None]
    stop_url: Mapped[str | None]
    link: Mapped[str | None]
    urgency: Mapped[Urgency | None] = mapped_column(choice(Urgency, "urgency"))
    ttl_minutes: Mapped[int | None]
    state: Mapped[Delivery] = mapped_column(choice(Delivery, "state"), default=Delivery.QUEUED)
    fleeting: Mapped[bool] = mapped_column(default=False)
    to_lost: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    not_after: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]


class LostAddress(Base):
    """An address whose mailbox a server said is gone. It gets nothing but codes, until its owner proves it again."""

    __tablename__ = "lost_address"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    value: Mapped[str] = mapped_column(unique=True)
    lost_at: Mapped[datetime]
    error: Mapped[str]


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
    html: str | None = None,
    calendar: bytes | None = None,
    calendar_method: str | None = None,
    stop_url: str | None = None,
    link: str | None = None,
    urgency: Urgency | None = None,
    ttl_minutes: int | None = None,
    fleeting: bool = False,
    to_lost: bool = False,
    not_after: datetime | None = None,
    is_checked: bool = False,
) -> None:
    """Owe somebody a message. A key that is known already is left alone, and so is an address that is lost.

    With `is_checked` the caller has asked both (`is_known`, `is_lost`), together with what else it wanted to know.

    `html` says the same as `body`. `calendar` is a whole VCALENDAR object and `calendar_method` its METHOD (REQUEST or
    CANCEL, RFC 5546). `stop_url` ends this kind of mail by one POST (RFC 8058). After `not_after` it is dropped. `link`
    is the page that a push opens, without the site's address. What is `fleeting` is erased once it was sent. What is
    `to_lost`, as a code is, goes to an address that is lost too, and where it finds no mailbox that tells nothing.
    """
    if not is_checked:
        known, lost = session.execute(select(is_known(dedup_key), is_lost(address))).one()
        if known or (lost and not to_lost):
            return
    session.add(
        OutboxMessage(
            dedup_key=dedup_key,
            channel=channel,
            address=address,
            subject=subject,
            body=body,
            html=html,
            calendar=calendar,
            calendar_method=calendar_method,
            stop_url=stop_url,
            link=link,
            urgency=urgency,
            ttl_minutes=ttl_minutes,
            fleeting=fleeting,
            to_lost=to_lost,
            created_at=now,
            not_before=now,
            not_after=not_after,
        )
    )
    if _kick:
        after_commit(_kick)


def is_known(dedup_key: str) -> ColumnElement[bool]:
    """Whether a message of this key was queued before."""
    return exists().where(OutboxMessage.dedup_key == dedup_key)


def is_lost(address: str) -> ColumnElement[bool]:
    """Whether a mail server said that the mailbox is gone."""
    return exists().where(LostAddress.value == address)


OVER = (Delivery.SENT, Delivery.FAILED, Delivery.DROPPED)

ERASED = {"address": "", "subject": "", "body": "", "html": None, "calendar": None, "stop_url": None, "link": None}
"""What is left of a message whose content is no longer needed: that it was sent, and when."""


def forget(session: Session, addresses: Collection[str]) -> None:
    """Erase what was sent to these addresses; what is still on its way is erased once it has been sent."""
    if not addresses:
        return
    to_them = OutboxMessage.address.in_(addresses)
    over = OutboxMessage.state.in_(OVER)
    options = {"synchronize_session": False}
    session.execute(update(OutboxMessage).where(to_them).values(fleeting=True, to_lost=True), execution_options=options)
    session.execute(update(OutboxMessage).where(to_them, over).values(**ERASED), execution_options=options)
    find_again(session, addresses)


def lose(session: Session, address: str, error: str, now: datetime) -> None:
    """Keep in mind that a mailbox is gone, and drop what is still owed to it, codes excepted."""
    if not session.scalar(select(is_lost(address))):
        session.add(LostAddress(value=address, lost_at=now, error=error))
    owed = (
        OutboxMessage.address == address,
        OutboxMessage.state == Delivery.QUEUED,
        OutboxMessage.to_lost.is_(False),
    )
    dropped = update(OutboxMessage).where(*owed).values(state=Delivery.DROPPED, error=error)
    session.execute(dropped, execution_options={"synchronize_session": False})


def find_again(session: Session, addresses: Collection[str]) -> None:
    """Write to these addresses again: their owner has proved them, or they are nobody's any more."""
    session.execute(
        delete(LostAddress).where(LostAddress.value.in_(addresses)), execution_options={"synchronize_session": False}
    )


def set_open_channels(app: Flask, channels: Collection[Channel]) -> None:
    """Feature notify says which channels this site can deliver on."""
    app.extensions["open_channels"] = frozenset(channels)


def on_hush(app: Flask, hush: Hush) -> None:
    """A feature says until when messages of its own wait, by their keys; None where they may go."""
    app.extensions.setdefault("hushes", []).append(hush)


def hushed_until(dedup_key: str, now: datetime) -> datetime | None:
    """The moment before which nobody is to get this message."""
    hushes: Sequence[Hush] = current_app.extensions.get("hushes", ())
    found = [until for hush in hushes if (until := hush(dedup_key, now)) and until > now]
    return max(found, default=None)


def is_open(channel: Channel) -> bool:
    """Whether messages of this channel can be delivered at all, so that nobody waits for one that cannot come."""
    return channel in current_app.extensions.get("open_channels", frozenset(Channel))
