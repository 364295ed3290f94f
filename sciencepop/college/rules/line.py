"""Who waits for a class after its draw, and in which order free seats of its buckets are offered to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sciencepop.college.rules.classes import Bucket


class Place(NamedTuple):
    """A sheet that waits for a class."""

    wish_id: int
    sheet_id: int
    own: tuple[str, ...]
    priority: int
    number: int
    is_first: bool
    people: int

    def claim(self, bucket: Bucket) -> tuple[bool, bool, bool, int, int]:
        """Its place at a bucket, as the draw's: the displaced, two for two, who belongs, priority, number."""
        belongs = self.people == 2 if bucket is Bucket.HOUSEHOLD else bucket is Bucket.GENERAL or bucket in self.own
        return not self.is_first, self.people != 2, not belongs, self.priority, self.number

    def fits(self, bucket: Bucket, left: int) -> bool:
        """Two take two seats, and only of those for two."""
        return self.people <= left and (self.people == 1 or bucket is Bucket.HOUSEHOLD)


def ask_down(
    line: Sequence[Place], seats: Sequence[tuple[Bucket, int]], free: int, give: Callable[[Place, Bucket], int]
) -> int:
    """Offer up to `free` seats bucket by bucket, each down its own order; returns how many.

    `seats` are those left of each bucket in the published order. `give` offers to a sheet, once, and returns how many
    seats that took: fewer than its people where one of them has a seat already, or is gone.
    """
    asked, done = 0, set[int]()
    for bucket, seats_left in seats:
        left = min(seats_left, free - asked)
        for place in sorted(line, key=lambda place, bucket=bucket: place.claim(bucket)):  # type: ignore[misc]
            if place.wish_id not in done and place.fits(bucket, left):
                done.add(place.wish_id)
                given = give(place, bucket)
                left, asked = left - given, asked + given
    return asked
