"""Sets of positions as whole numbers: bit n is set when the n-th occurrence (by time) belongs.

`&` and `|` combine them, `bit_count()` counts them, all in a few microseconds for 15,000 positions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

CHUNK = 4096


def from_positions(positions: Iterable[int], size: int) -> int:
    """The set of these positions, each less than `size`."""
    buffer = bytearray((size >> 3) + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


def span(first: int, last: int) -> int:
    """The positions from `first` up to and without `last`."""
    return (1 << last) - (1 << first) if last > first else 0


def iterate(bits: int, start: int = 0) -> Iterator[int]:
    """The positions in a set from `start` on, ascending; costs little when only the first few are taken."""
    rest, offset = bits >> start, start
    mask = (1 << CHUNK) - 1
    while rest:
        chunk = rest & mask
        while chunk:
            lowest = chunk & -chunk
            yield offset + lowest.bit_length() - 1
            chunk ^= lowest
        rest >>= CHUNK
        offset += CHUNK


def take(bits: int, count: int, start: int = 0) -> list[int]:
    """The first `count` positions from `start` on."""
    return [position for position, _ in zip(iterate(bits, start), range(count), strict=False)]


def everything_but(masks: dict[str, int], all_bits: int) -> dict[str, int]:
    """For each name the common part of all the other sets, and under '' that of all. `all_bits` when there is none."""
    answer = {"": all_bits}
    for mask in masks.values():
        answer[""] &= mask
    for name in masks:
        others = all_bits
        for other, mask in masks.items():
            if other != name:
                others &= mask
        answer[name] = others
    return answer


class Passing:
    """Positions that leave at a second of their own, such as the end of an occurrence.

    `gone(now)` is the set of those whose moment is not after `now`. The answer is kept until the next moment comes.
    """

    def __init__(self, moments: Sequence[tuple[int, int]], size: int) -> None:
        ordered = sorted(moments)
        self.moments = [moment for moment, _position in ordered]
        self.positions = [position for _moment, position in ordered]
        self.size = size
        self.last: tuple[int, int] = (0, 0)

    def gone(self, now: int) -> int:
        count = bisect_right(self.moments, now)
        known, bits = self.last
        if known != count:
            if known > count:
                known, bits = 0, 0
            bits |= from_positions(self.positions[known:count], self.size)
            self.last = (count, bits)
        return bits
