"""What a year leaves behind that can be counted, as plain values, and which set of forms each of it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sciencepop.statistics.rules.kinds import Kind


@dataclass(frozen=True)
class Owned:
    """Something with a key, of a base or (None) of the district's unit."""

    key: str
    base_id: int | None
    on: date
    title: str


@dataclass(frozen=True)
class Held(Owned):
    """A session that was held, with the heads that signed in. `thing` is what it is a session of."""

    kind: Kind
    thing: str
    people: int


@dataclass(frozen=True)
class Visit(Owned):
    """That `who` came to a thing of a base with so many people; `key` is the base's, `title` its name.

    `is_at_base`: at the base itself, neither online nor elsewhere.
    """

    kind: Kind
    thing: str
    thing_title: str
    who: str
    people: int
    is_at_base: bool = True


@dataclass(frozen=True)
class Amount(Owned):
    """So much of something: minutes, cents, or one."""

    amount: int = 1


@dataclass(frozen=True)
class Records:
    """All of a year. `amounts` are by what they are amounts of. `unseen` sessions had nobody who signed in."""

    held: list[Held] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    amounts: dict[str, list[Amount]] = field(default_factory=dict)
    unseen: int = 0
    week: tuple[date, date] | None = None

    def of(self, belongs: Callable[[int | None], bool]) -> Records:
        """What belongs to one set."""
        return replace(
            self,
            held=[one for one in self.held if belongs(one.base_id)],
            visits=[one for one in self.visits if belongs(one.base_id)],
            amounts={name: [one for one in of if belongs(one.base_id)] for name, of in self.amounts.items()},
        )


def belongs_to(base_id: int | None, venue_ids: Collection[int]) -> Callable[[int | None], bool]:
    """A venue's set has what is the venue's; the set of the district's unit has all that is no venue's."""
    if base_id is not None:
        return lambda owner: owner == base_id
    return lambda owner: owner is None or owner not in venue_ids


def everything(_owner: Any) -> bool:
    """The whole district, each record once: for the plan, never for a form."""
    return True
