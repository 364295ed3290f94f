"""Which of an occurrence's pools a party gets its seats from, and how many seats there are for it.

What is reserved for the door, for the telephone or for a town is a pool of its own; everything else is the general
pool. The waiting list hangs on the general pool, one for the whole occurrence, and may be served from every pool that
is open to those who wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sciencepop.bookings.rules.promotion import Entry


class PoolKind(StrEnum):
    GENERAL = "general"
    WALK_IN = "walk_in"
    TELEPHONE = "telephone"
    TOWN = "town"


class Channel(StrEnum):
    """By which way a wish comes: the person themselves, staff at the telephone or desk, staff at the door."""

    ONLINE = "online"
    TELEPHONE = "telephone"
    DOOR = "door"


_FIRST = {Channel.TELEPHONE: PoolKind.TELEPHONE, Channel.DOOR: PoolKind.WALK_IN}


@dataclass(frozen=True)
class Pool:
    """Seats that are given out together; `waiting` parties hang on it."""

    id: int
    kind: PoolKind
    size: int
    taken: int = 0
    town_code: str | None = None
    waiting: int = 0

    @property
    def rest(self) -> int:
        return self.size - self.taken


@dataclass(frozen=True)
class Room:
    """The pools of one occurrence and what limits them all together.

    `guided` are the seats that its confirmed guides allow beyond those taken, `shared` those that resources which it
    shares with others allow; None where nothing of the kind limits. Both fall below nought when a guide is lost.
    """

    pools: tuple[Pool, ...]
    guided: int | None = None
    shared: int | None = None

    @property
    def general(self) -> Pool:
        return next(pool for pool in self.pools if pool.kind is PoolKind.GENERAL)

    def free_in(self, pool: Pool) -> int:
        """The seats of a pool that can be given now."""
        limits = [limit for limit in (pool.rest, self.guided, self.shared) if limit is not None]
        return max(min(limits), 0)

    @property
    def free(self) -> int:
        """What everybody may book: the one number that public pages tell."""
        return self.free_in(self.general)

    @property
    def size(self) -> int:
        """The seats behind that number: what is free of the general pool and what is taken of it."""
        return self.free + self.general.taken

    @property
    def free_in_any(self) -> int:
        """What is free in the pool that has most: nothing can be given at all when it is nought."""
        return max(self.free_in(pool) for pool in self.pools)

    def open_to(self, channel: Channel = Channel.ONLINE, town_code: str | None = None) -> list[Pool]:
        """The pools open to somebody, in the order in which they are used: what is reserved for them goes first."""
        first = _FIRST.get(channel)
        found = [pool for pool in self.pools if pool.kind is first]
        if town_code:
            found += [pool for pool in self.pools if pool.kind is PoolKind.TOWN and pool.town_code == town_code]
        return [*found, self.general]

    def choose(self, seats: int, channel: Channel = Channel.ONLINE, town_code: str | None = None) -> Pool | None:
        """The pool that gives a party its seats; None when no pool that is open to it has them all."""
        return next((pool for pool in self.open_to(channel, town_code) if self.free_in(pool) >= seats), None)

    def free_for(self, channel: Channel = Channel.ONLINE, town_code: str | None = None) -> int:
        """The largest party that gets its seats now. A party is never spread over two pools."""
        return max(self.free_in(pool) for pool in self.open_to(channel, town_code))

    def largest_for(self, channel: Channel = Channel.ONLINE, town_code: str | None = None) -> int:
        """The size of the largest pool open to somebody."""
        return max(pool.size for pool in self.open_to(channel, town_code))

    def after(self, pool_id: int, seats: int) -> Room:
        """The room once so many more seats of a pool are taken."""
        pools = tuple(replace(pool, taken=pool.taken + seats) if pool.id == pool_id else pool for pool in self.pools)
        guided = None if self.guided is None else self.guided - seats
        shared = None if self.shared is None else self.shared - seats
        return Room(pools, guided, shared)

    def behind(self, party: Entry) -> Room:
        """The room of those who may not overtake a waiting party: nothing of its pools, and its seats of the limits."""
        theirs = {pool.id for pool in self.open_to(town_code=party.town_code)}
        pools = tuple(
            replace(pool, taken=max(pool.taken, pool.size)) if pool.id in theirs else pool for pool in self.pools
        )
        guided = None if self.guided is None else self.guided - party.seats
        shared = None if self.shared is None else self.shared - party.seats
        return Room(pools, guided, shared)

    def pool(self, pool_id: int) -> Pool:
        """One of the pools by its number."""
        return next(pool for pool in self.pools if pool.id == pool_id)


def seat(parties: Iterable[Entry], room: Room, *, is_strict: bool = False) -> dict[int, int]:
    """Who of a waiting list gets seats now: pool by booking, in the order of the list (see `promotion`).

    Two guardians may wait with the same child: only the first of them is asked, and the other keeps nobody waiting.
    Strictly, what a party that does not fit could ever get is kept for it; a reserve that is not for it is not.
    """
    chosen: dict[int, int] = {}
    children: set[int] = set()
    for party in parties:
        if party.has_place or party.children & children:
            continue
        pool = room.choose(party.seats, town_code=party.town_code)
        if pool is None:
            room = room.behind(party) if is_strict else room
            continue
        chosen[party.id] = pool.id
        children |= party.children
        room = room.after(pool.id, party.seats)
    return chosen


def behind_line(parties: Iterable[Entry], room: Room) -> Room:
    """What is left for a newcomer who may overtake nobody that can still be asked."""
    for party in parties:
        room = room if party.has_place else room.behind(party)
    return room


def most_open(parties: Iterable[Entry], room: Room) -> int:
    """The seats that are free for at least one of these parties."""
    return max((room.free_for(town_code=party.town_code) for party in parties), default=room.free)


@dataclass(frozen=True)
class Reserve:
    """Seats that an event keeps of each new occurrence; released so many minutes before the start, or never."""

    kind: PoolKind
    size: int
    town_code: str | None = None
    release_minutes: int | None = None


def name_of(kind: PoolKind, town_code: str | None) -> str:
    """What tells the pools of one occurrence apart."""
    return f"{kind.value}:{town_code}" if town_code else kind.value


def split(seats: int, reserves: Sequence[Reserve]) -> tuple[int, Mapping[Reserve, int]]:
    """How the seats of a new occurrence are shared out: what stays general, and each reserve as far as seats last."""
    sizes: dict[Reserve, int] = {}
    for reserve in reserves:
        sizes[reserve] = min(reserve.size, seats)
        seats -= sizes[reserve]
    return seats, sizes
