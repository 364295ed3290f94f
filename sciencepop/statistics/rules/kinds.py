"""In which kind of the national survey (KP-005) a session counts: exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Columns of KP-005 that the platform can fill. OTHER has no column of its own there."""

    LECTURE = "lecture"
    ONLINE_LECTURE = "online_lecture"
    EXHIBITION = "exhibition"
    CONTEST = "contest"
    CAMP = "camp"
    OPEN_HOUSE = "open_house"
    TRAINING = "training"
    MAJOR = "major"
    OTHER = "other"


BY_NAME = frozenset(Kind) - {Kind.MAJOR, Kind.OTHER, Kind.OPEN_HOUSE}
"""Kinds that the vocabulary of events alone decides."""


@dataclass(frozen=True)
class Bounds:
    """What the district's file says: which bases are institutes, and how many people make an event a major one."""

    research_kinds: frozenset[str]
    major_people: int


def kind_of(statistic: str, base_kind: str, people: int, bounds: Bounds) -> Kind:
    """The one kind of a session with so many people; `statistic` is what its vocabulary says it is.

    Online stays online however many came, so that a screen never swells the numbers of a hall.
    """
    if statistic != Kind.ONLINE_LECTURE and people >= bounds.major_people:
        return Kind.MAJOR
    if statistic == Kind.OPEN_HOUSE:
        return Kind.OPEN_HOUSE if base_kind in bounds.research_kinds else Kind.OTHER
    return Kind(statistic) if statistic in BY_NAME else Kind.OTHER
