"""What a dispatch is asked for, in plain values, so that the same problem can be known again and solved again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]
"""From and until, in minutes; `until` is not in it."""
Proposal = frozenset[int]
"""The options that are taken, by their place in the problem's list."""


class Scarce(StrEnum):
    """What there is only so much of in a period."""

    TOWN = "town"
    ORDERER = "orderer"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `room` deliveries of one town, orderer or item.

    `reach` is what its first delivery is worth besides; the second is worth half, the third a third, so that who has
    little comes first. `before` deliveries of earlier periods count as had.
    """

    kind: Scarce
    key: str
    room: int
    reach: int = 0
    before: int = 0

    def step(self, number: int) -> int:
        """What its delivery of this number (from 1) is worth besides."""
        return self.reach // (self.before + number)


@dataclass(frozen=True, slots=True)
class Resource:
    """A lecturer, or several who are alike: so many deliveries at the same time. `busy` takes one of them each."""

    key: str
    room: int = 1
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to meet an order. The span has the way there and back; `limits` and `resources` are places in lists."""

    order: int
    item: str
    slot: int
    start: int
    end: int
    resources: tuple[int, ...]
    limits: tuple[int, ...]
    worth: int


@dataclass(frozen=True, slots=True)
class Problem:
    """`orders` are codes. `pins` stay whatever happens; each option of `present` that is kept is worth `kept` more."""

    orders: tuple[str, ...]
    options: tuple[Option, ...]
    limits: tuple[Limit, ...]
    resources: tuple[Resource, ...]
    pins: Proposal = frozenset()
    present: Proposal = frozenset()
    kept: int = 150

    def digest(self) -> str:
        """The same for the same problem on every machine, whatever the order of its sets."""
        text = repr(
            (self.orders, self.options, self.limits, self.resources, sorted(self.pins), sorted(self.present), self.kept)
        )
        return hashlib.sha256(text.encode()).hexdigest()
