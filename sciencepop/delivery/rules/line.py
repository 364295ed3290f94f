"""Who may have an item after a draw: the line that the draw made, as far as the item's capacity reaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from statistics import median

REACHED_LESS, OTHERS = "reached_less", "others"
PRIORITIES = (REACHED_LESS, OTHERS)
"""Published classes: towns that had fewer deliveries than the middle one in the year before, then all others."""


def priorities(towns: Collection[str], had: Mapping[str, int]) -> dict[str, str]:
    """The class of each town of the district."""
    middle = median(had.get(town, 0) for town in towns) if towns else 0
    return {town: REACHED_LESS if had.get(town, 0) < middle else OTHERS for town in towns}


def barred(places: Mapping[str, int | None], capacity: int) -> frozenset[str]:
    """Orders that must wait for one item: all behind the first `capacity` of those that wait for it still.

    `places` are in the line of the draw, from 1; who was not in it comes last. Without anybody drawn nobody is barred.
    The line moves up by itself: whoever got something, or was cancelled, does not wait any more.
    """
    if not any(places.values()):
        return frozenset()
    in_line = sorted(places, key=lambda code: (places[code] is None, places[code] or 0, code))
    return frozenset(in_line[max(0, capacity) :])


def is_kept(places: Mapping[str, int | None], capacity: int) -> bool:
    """Whether the line of a draw wants all that is left of an item, so that it stands in for no other."""
    return any(places.values()) and len(places) >= capacity
