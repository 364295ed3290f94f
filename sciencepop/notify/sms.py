"""Text messages: a district plugs its provider in as a small package.

The package declares an entry point of the group `sciencepop.sms` that names a function without arguments returning a
`Sender`. The provider's keys are the package's own business. Without one, development prints messages to the worker's
console, and elsewhere the site does not offer mobile numbers for codes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Protocol

from sciencepop.notify.carriers import Parcel

GROUP = "sciencepop.sms"


class Sender(Protocol):
    """Sends one text message. `reference` is the same for the same message, for providers that drop repeats.

    Raises carriers.Refused for a number that can never be reached; any other exception means that it is tried again.
    """

    def send(self, number: str, text: str, reference: str) -> None: ...


class ConsoleSender:
    """Development only: prints the message and says that nobody got it."""

    def send(self, number: str, text: str, reference: str) -> None:
        print(f"[development: no SMS was sent] to {number}: {text}", file=sys.stderr, flush=True)


class SmsCarrier:
    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.is_real = not isinstance(sender, ConsoleSender)

    def carry(self, parcel: Parcel) -> None:
        self.sender.send(parcel.address, parcel.body, parcel.dedup_key)


_registered: list[Callable[[], Sender]] = []


def register_sender(factory: Callable[[], Sender]) -> None:
    """Plug a provider in from code, instead of by an entry point."""
    _registered.append(factory)


def find_sender(mode: str) -> Sender | None:
    """The district's provider, the console in development, or None."""
    for factory in _registered:
        return factory()
    for point in entry_points(group=GROUP):
        made: Sender = point.load()()
        return made
    return ConsoleSender() if mode == "development" else None
