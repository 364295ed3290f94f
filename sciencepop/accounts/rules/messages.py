"""What is written to people, what of it they may switch off, and how long they find it on the site."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about, as far as people choose between kinds."""

    ACCOUNT = "account"
    BOOKING = "booking"
    CHANGE = "change"
    OFFER = "offer"
    REMINDER = "reminder"
    THANKS = "thanks"
    NEWS = "news"


OPTIONAL = (MessageKind.REMINDER, MessageKind.THANKS)
"""What may be switched off. Of the rest somebody's day or account depends: a change, a cancellation, an offer."""


ON_DEVICES = tuple(kind for kind in MessageKind if kind is not MessageKind.NEWS)
"""What may be switched off on devices. News comes only to those who asked for it, on a page of feature campaigns."""


class Way(StrEnum):
    """How a message reaches people away from the site: by mail or else SMS, and on their devices besides."""

    POST = "post"
    PUSH = "push"


KEPT = timedelta(days=90)
"""How long a message stays on the site."""


def may_mute(kind: str) -> bool:
    """Whether there is such a kind and it may be switched off by post; on a device any may, because post comes too."""
    return kind in OPTIONAL
