"""What carries a message away, and what it may answer.

A carrier's `carry` returns when the message has been handed over. `Refused` means never (`NoMailbox`: and nothing
else to this address), `NotNow` means later, and so does any other exception. `is_real` is false for those of
development, which only show what they got.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sciencepop.core.config import Config
from sciencepop.core.outbox import Channel, Urgency


@dataclass(frozen=True)
class Parcel:
    """One message on its way. `tries` counts this attempt too and tells whose lease it is."""

    id: int
    dedup_key: str
    channel: Channel
    address: str
    subject: str
    body: str
    calendar: bytes | None
    calendar_method: str | None
    created_at: datetime
    tries: int
    html: str | None = None
    stop_url: str | None = None
    link: str | None = None
    urgency: Urgency | None = None
    ttl_minutes: int | None = None


class Refused(Exception):
    """This message can never be delivered. The text holds no personal data."""


class NoMailbox(Refused):
    """Never, because nobody reads at this address: the mailbox is gone, or the device."""


class NotNow(Exception):
    """It could not be delivered this time. The text holds no personal data."""


class Carrier(Protocol):
    is_real: bool

    def carry(self, parcel: Parcel) -> None: ...


class ShownMail:
    """Mail in development: it stays in the outbox, where a page shows it."""

    is_real = False

    def carry(self, parcel: Parcel) -> None:
        return None


def open_channels(config: Config) -> list[Channel]:
    """What this site can deliver on. In tests nothing is delivered, and everything may be queued."""
    from sciencepop.notify.sms import find_sender

    if config.mode == "test":
        return list(Channel)
    is_open = {
        Channel.MAIL: bool(config.smtp_url) or config.mode == "development",
        Channel.SMS: find_sender(config.mode) is not None,
        Channel.PUSH: bool(config.push_services),
    }
    return [channel for channel, is_there in is_open.items() if is_there]


@contextmanager
def carriers(config: Config, domain: str) -> Iterator[Mapping[Channel, Carrier]]:
    """The carriers for one run of deliveries; connections opened on the way are closed at its end.

    `domain` stands in every Message-ID.
    """
    from sciencepop.notify.mail import Smtp
    from sciencepop.notify.push import WebPush
    from sciencepop.notify.sms import SmsCarrier, find_sender

    sender = find_sender(config.mode)
    with ExitStack() as opened:
        ready: dict[Channel, Carrier] = {}
        if config.smtp_url:
            smtp = Smtp(config.smtp_url, sender=config.mail_from, domain=domain)
            ready[Channel.MAIL] = opened.enter_context(smtp)
        elif config.mode == "development":
            ready[Channel.MAIL] = ShownMail()
        if sender:
            ready[Channel.SMS] = SmsCarrier(sender)
        if config.push_services:
            ready[Channel.PUSH] = opened.enter_context(WebPush(config))
        yield ready
