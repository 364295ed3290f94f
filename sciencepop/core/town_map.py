"""A plain map of the district: its towns in a square, and names beside circles without lying on anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import hypot

from sciencepop.core.reference import get_reference

SIZE, MARGIN = 1000, 120
LETTER, LINE = 30, 38
"""Of a name: how high its letters are, and its line."""
GAP = 10
ROUNDS = 40
"""Enough for the towns of a district to come to rest."""


def on_map(lat: float, lon: float) -> tuple[int, int]:
    """Where a point lies in a square of SIZE, north up, that holds the district's towns with a margin."""
    towns, width = get_reference().towns.values(), SIZE - 2 * MARGIN
    west, east = min(town.lon for town in towns), max(town.lon for town in towns)
    south, north = min(town.lat for town in towns), max(town.lat for town in towns)
    x = MARGIN + round(width * (lon - west) / ((east - west) or 1))
    return x, SIZE - MARGIN - round(width * (lat - south) / ((north - south) or 1))


def short_name(name: str) -> str:
    """What a map writes: English names without the word for what kind of town it is, which is the longest of them."""
    return name.removesuffix(" Subdistrict").removesuffix(" Town")


def name_width(name: str) -> int:
    """Of a name in letters of `LETTER`: Chinese ones are as wide as high, Latin ones a little more than half."""
    return sum(LETTER if ord(letter) > 0x2E80 else LETTER * 11 // 20 for letter in name)


@dataclass(frozen=True)
class Circle:
    """A circle of a picture, and how wide its name would be."""

    x: int
    y: int
    radius: int
    width: int


def apart(circles: Sequence[Circle]) -> list[Circle]:
    """The same circles, those that would lie on each other pushed away from each other, so that all can be read."""
    places = [(float(one.x), float(one.y)) for one in circles]
    for _round in range(ROUNDS):
        for (i, one), (j, other) in combinations(enumerate(circles), 2):
            dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
            distance = hypot(dx, dy)
            missing = (one.radius + other.radius + GAP - distance) / 2
            if missing > 0:
                dx, dy = (dx / distance, dy / distance) if distance else (1.0, 0.0)
                places[i] = places[i][0] - dx * missing, places[i][1] - dy * missing
                places[j] = places[j][0] + dx * missing, places[j][1] + dy * missing
    return [replace(one, x=round(x), y=round(y)) for one, (x, y) in zip(circles, places, strict=True)]


@dataclass(frozen=True)
class Spot:
    """Where a name begins, in the middle of its height."""

    x: int
    y: int


Box = tuple[int, int, int, int]


def place_names(circles: Sequence[Circle], size: int, height: int) -> list[Spot | None]:
    """A spot for each name in a square of `size`, or None where there is no room.

    Whose name fits in the fewest places chooses first, and of those the earlier in `circles`.
    """
    taken = [(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in circles]
    spots: dict[int, Spot | None] = {}
    while len(spots) < len(circles):
        free = {
            number: [spot for spot in _around(circle, height) if _fits(_box(spot, circle, height), taken, size)]
            for number, circle in enumerate(circles)
            if number not in spots
        }
        next_one = min(free, key=lambda number: len(free[number]))
        spots[next_one] = next(iter(free[next_one]), None)
        if spot := spots[next_one]:
            taken.append(_box(spot, circles[next_one], height))
    return [spots[number] for number in range(len(circles))]


def laid_out(circles: Sequence[Circle]) -> list[tuple[Circle, Spot | None]]:
    """The circles of a map, apart from each other, each with the spot of its name."""
    moved = apart(circles)
    return list(zip(moved, place_names(moved, SIZE, LINE), strict=True))


def _around(circle: Circle, height: int) -> list[Spot]:
    """Right, left, under, above."""
    beside, over = circle.radius + GAP, circle.radius + height // 2 + 2
    middle = circle.x - circle.width // 2
    return [
        Spot(circle.x + beside, circle.y),
        Spot(circle.x - beside - circle.width, circle.y),
        Spot(middle, circle.y + over),
        Spot(middle, circle.y - over),
    ]


def _box(spot: Spot, circle: Circle, height: int) -> Box:
    return spot.x, spot.y - height // 2, spot.x + circle.width, spot.y + height // 2


def _fits(box: Box, taken: Sequence[Box], size: int) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > size or bottom > size:
        return False
    return all(right <= x0 or x1 <= left or bottom <= y0 or y1 <= top for x0, y0, x1, y1 in taken)
