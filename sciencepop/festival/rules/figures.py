"""The figures of an edition (reference: the festival's result figures), from what took place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sciencepop.festival.rules.editions import OfferKind


@dataclass(frozen=True)
class Counted:
    """An item that is on: its event, base and kind, seats offered (None: no booking), and heads that came or booked."""

    event_id: int
    base_id: int
    kind: str
    seats: int | None
    booked: int
    attended: int


@dataclass(frozen=True)
class Figures:
    """Bases: `open` held something or gave an offer, `free` and `discounted` gave such an offer."""

    events: int = 0
    sessions: int = 0
    online: int = 0
    seats: int = 0
    booked: int = 0
    participants: int = 0
    bases_open: int = 0
    bases_free: int = 0
    bases_discounted: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


ONLINE = "livestream"
"""The kind of event (data/event_kinds.csv) that nobody travels to."""


def count(items: Iterable[Counted], offers: Iterable[tuple[int, OfferKind]]) -> Figures:
    """Figures of an edition; `offers` are base and kind. Participants are those who were checked in."""
    rows, given = list(items), set(offers)
    return Figures(
        events=len({row.event_id for row in rows}),
        sessions=len(rows),
        online=sum(row.kind == ONLINE for row in rows),
        seats=sum(row.seats or 0 for row in rows),
        booked=sum(row.booked for row in rows),
        participants=sum(row.attended for row in rows),
        bases_open=len({row.base_id for row in rows} | {base for base, _kind in given}),
        bases_free=len({base for base, kind in given if kind is OfferKind.FREE}),
        bases_discounted=len({base for base, kind in given if kind is OfferKind.DISCOUNT}),
    )
