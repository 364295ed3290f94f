"""The draw: who gets a seat in which class. All that decides is in this file; its SHA-256 is published beforehand.

1. Every sheet of wishes has a pseudonym. When sheets close, the digest of them all is published. The entropy (a public
   draw of another house) exists only later, so nobody can know the seed, and everybody can compute it.
2. SHA-256 of seed and pseudonym gives every sheet a place in one order: its number, the same for all classes.
3. The seats of a class lie in buckets. A sheet asks for its first wish: at the buckets which its person belongs to, in
   the published order, then at the other buckets. A bucket without a free seat keeps the best and sends the worst on,
   who asks at their next bucket, and then for their next wish. Nobody is certain of a seat until nobody is sent on.
4. Better in a bucket is who belongs to it, then who has the higher priority, then who has the smaller number. So a seat
   that is meant for somebody goes to others only if nobody of them wants it.
5. Two people on one sheet have one number and get two seats or none. They ask only at buckets for households, and
   are placed before the others, who share what these buckets have left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from heapq import heappush, heapreplace
from itertools import chain
from math import inf
from typing import NamedTuple

GENERAL = "general"
"""The bucket to which everybody belongs who is alone on their sheet."""
HOUSEHOLD = "household"
"""The bucket to which sheets of two belong, and they to no other. It has an even number of seats."""


class Bucket(NamedTuple):
    code: str
    seats: int


class OfferedClass(NamedTuple):
    """A class with its buckets in the order in which they are asked."""

    code: str
    title: str
    buckets: tuple[Bucket, ...]


class Round(NamedTuple):
    """What is given away. `priorities` begins with the highest."""

    code: str
    classes: tuple[OfferedClass, ...]
    priorities: tuple[str, ...]


class Wish(NamedTuple):
    """A class with the person's priority there, and the buckets to which they belong besides the general one."""

    offered: str
    priority: str
    buckets: tuple[str, ...]


class Sheet(NamedTuple):
    """The wishes of one person or of two, the dearest first. The first pseudonym is the sheet's."""

    people: tuple[str, ...]
    wishes: tuple[Wish, ...]


class Claim(NamedTuple):
    """How a sheet stands in a bucket: smaller is better. `priority` is a place in the round's priorities."""

    is_other: bool
    priority: int
    number: int


class Queue(NamedTuple):
    """A bucket after the draw: the seats that are taken, and the worst claim that got one if none is left."""

    offered: str
    bucket: str
    seats: int
    taken: int
    closed: Claim | None


class Drawn(NamedTuple):
    """`places` has, for each sheet in the order of the numbers, a place in `queues`, or None."""

    order: tuple[Sheet, ...]
    places: tuple[int | None, ...]
    queues: tuple[Queue, ...]


Asking = Sequence[Sequence[tuple[int, int]]]
"""The queues at which a sheet asks in turn, wish by wish, with its tier in each: a whole tier is before the next."""


def seed_of(input_digest: str, entropy: str) -> str:
    return sha256(f"{input_digest}|{entropy}".encode()).hexdigest()


def in_order(sheets: Iterable[Sheet], seed: str) -> tuple[Sheet, ...]:
    """The sheets by their numbers: the first has number 1."""
    return tuple(sorted(sheets, key=lambda sheet: sha256(f"{seed}|{sheet.people[0]}".encode()).digest()))


def draw(terms: Round, order: Sequence[Sheet]) -> Drawn:
    """Give the seats of a round to sheets that stand in the order of their numbers."""
    return give(terms, order, all_asking(terms, order))


def give(terms: Round, order: Sequence[Sheet], asking: Sequence[Asking]) -> Drawn:
    """First to sheets of two, among themselves, then to all others. `asking` is where each sheet of the order asks."""
    seats = [bucket.seats for offered in terms.classes for bucket in offered.buckets]
    two = [number for number, sheet in enumerate(order) if len(sheet.people) == 2]
    one = [number for number, sheet in enumerate(order) if len(sheet.people) == 1]
    pairs = settle([free // 2 for free in seats], asking, two)
    rest = [free - 2 * len(kept) for free, kept in zip(seats, pairs, strict=True)]
    alone = settle(rest, asking, one)
    places: list[int | None] = [None] * len(order)
    for queue in range(len(seats)):
        for claim in pairs[queue] + alone[queue]:
            places[-claim % len(order)] = queue
    return Drawn(tuple(order), tuple(places), _closed(terms, len(order), pairs, alone))


def settle(seats: Sequence[int], asking: Sequence[Asking], numbers: Sequence[int]) -> list[list[int]]:
    """Deferred acceptance: the claims kept at each queue, as heaps with the worst first.

    A claim is one whole number, tier by tier and in each by the numbers of sheets; heaps have the least first, so it is
    negative there. In which turn sheets ask does not matter: the outcome is one, and for each the best that is stable.
    Who is sent on asks from their first wish again: what said no once says no again, as a full queue only gets better.
    """
    kept: list[list[int]] = [[] for _queue in seats]
    worst: list[float] = [inf if free else -1 for free in seats]
    waiting = list(reversed(numbers))
    while waiting:
        number = waiting.pop()
        for queue, tier in chain.from_iterable(asking[number]):
            claim = tier * len(asking) + number
            if claim > worst[queue]:
                continue
            if len(kept[queue]) < seats[queue]:
                heappush(kept[queue], -claim)
            else:
                waiting.append(-heapreplace(kept[queue], -claim) % len(asking))
            if len(kept[queue]) == seats[queue]:
                worst[queue] = -kept[queue][0]
            break
    return kept


def all_asking(terms: Round, sheets: Iterable[Sheet]) -> list[Asking]:
    """Where each sheet asks. Most wishes are like somebody else's, so each kind is worked out once."""
    buckets: dict[str, list[tuple[int, str]]] = {}
    queue = 0
    for offered in terms.classes:
        buckets[offered.code] = list(enumerate((bucket.code for bucket in offered.buckets), queue))
        queue += len(offered.buckets)

    @cache
    def asking(wish: Wish, people: int) -> list[tuple[int, int]]:
        tier = terms.priorities.index(wish.priority)
        if people == 2:
            return [(queue, tier) for queue, code in buckets[wish.offered] if code == HOUSEHOLD]
        own = [(queue, tier) for queue, code in buckets[wish.offered] if code == GENERAL or code in wish.buckets]
        others = [(queue, tier + len(terms.priorities)) for queue, _code in buckets[wish.offered]]
        return own + [other for other in others if (other[0], tier) not in own]

    return [[asking(wish, len(people)) for wish in wishes] for people, wishes in sheets]


def _closed(terms: Round, sheets: int, pairs: list[list[int]], alone: list[list[int]]) -> tuple[Queue, ...]:
    found: list[Queue] = []
    for offered in terms.classes:
        for code, seats in offered.buckets:
            two, one = pairs[len(found)], alone[len(found)]
            taken, closed = 2 * len(two) + len(one), None
            if taken == seats:
                tier, number = divmod(-(one or two)[0], sheets)
                is_other, priority = divmod(tier, len(terms.priorities))
                closed = Claim(bool(is_other), priority, number + 1)
            found.append(Queue(offered.code, code, seats, taken, closed))
    return tuple(found)
