"""Who can exchange shifts with whom: circles of two or three offers in which everybody gets what they named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

LONGEST = 3


@dataclass(frozen=True)
class Offer:
    """`id` is the swap offer's; its holder gives their place in `need` for one in any of `wishes`."""

    id: int
    person: int
    need: int
    wishes: frozenset[int]


def circles(start: Offer, offers: Sequence[Offer]) -> list[tuple[Offer, ...]]:
    """All circles through `start`, shorter ones first, older offers first. Each takes the place of the next, the last
    that of the first. Nobody is twice in a circle."""
    others = sorted((offer for offer in offers if offer.person != start.person), key=lambda offer: offer.id)
    found = []
    for length in range(2, LONGEST + 1):
        for rest in permutations(others, length - 1):
            circle = (start, *rest)
            people = {offer.person for offer in circle}
            if len(people) == length and all(_wants(offer, then) for offer, then in _steps(circle)):
                found.append(circle)
    return found


def first_possible(
    found: Sequence[tuple[Offer, ...]], may_take: Callable[[Offer, Offer], bool]
) -> tuple[Offer, ...] | None:
    """The first circle of which everybody may take the next one's place; `may_take(taker, giver)` asks all rules."""
    return next((circle for circle in found if all(may_take(one, then) for one, then in _steps(circle))), None)


def _steps(circle: tuple[Offer, ...]) -> list[tuple[Offer, Offer]]:
    return list(zip(circle, (*circle[1:], circle[0]), strict=True))


def _wants(taker: Offer, giver: Offer) -> bool:
    return giver.need in taker.wishes and taker.need != giver.need
