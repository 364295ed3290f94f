"""How many people live where. Counts are dated rows, and the latest that has begun holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sciencepop.coverage.rules.held import NONE, Dimension, Wanted
from sciencepop.coverage.rules.refusals import Refusal

ALL = ""
"""The group of all residents; other groups are audiences and bands of age, by their slugs."""


@dataclass(frozen=True)
class Count:
    """People of a group in a town (or the district, by its code), counted for a year; it holds from a day on.

    Without `people` nothing is known from that day on: so a wrong number is taken back.
    """

    town: str
    group: str
    year: int
    people: int | None
    source: str
    valid_from: date


Known = Mapping[tuple[str, str], Count]


def known_on(counts: Iterable[Count], day: date) -> dict[tuple[str, str], Count]:
    """What holds on a day, by town and group; of two from the same day the later one in the order given."""
    found: dict[tuple[str, str], Count] = {}
    for one in sorted(counts, key=lambda count: count.valid_from):
        if one.valid_from <= day:
            found[one.town, one.group] = one
    return {key: one for key, one in found.items() if one.people is not None}


def people_of(known: Known, town: str, group: str = ALL) -> int | None:
    """How many; None where nobody has counted."""
    one = known.get((town, group))
    return one.people if one else None


def refuse_count(count: Count, known: Known, district: str) -> Refusal | None:
    """MORE_THAN_ALL where a town would have more people than the district, or a group more than its town;
    LESS_THAN_PART where the whole would have fewer than one of these.
    """
    if count.people is None:
        return None
    own = (count.town, count.group)
    if any(_is_part(own, of, district) and count.people > (one.people or 0) for of, one in known.items()):
        return Refusal.MORE_THAN_ALL
    if any(_is_part(of, own, district) and count.people < (one.people or 0) for of, one in known.items()):
        return Refusal.LESS_THAN_PART
    return None


def _is_part(part: tuple[str, str], whole: tuple[str, str], district: str) -> bool:
    """Whether people of this town and group are among those of that town (or the district) and group."""
    return part != whole and whole[0] in (part[0], district) and whole[1] in (part[1], ALL)


def who_of(asked: Wanted, district: str, everyone: str) -> tuple[str, str] | None:
    """Town (or district) and group whose population a number is measured by; None where there is no such group.

    `asked` is what the number is of, `everyone` the audience of all residents.
    """
    groups = {asked[dimension] for dimension in (Dimension.AUDIENCE, Dimension.AGE) if dimension in asked} - {everyone}
    if len(groups) > 1 or NONE in asked.values():
        return None
    return asked.get(Dimension.TOWN, district), groups.pop() if groups else ALL
