"""Why something is in a list, as data that can be kept and told in either language later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Because(StrEnum):
    """What a reason says. All but the last three are parts of the score (`engine.explain`)."""

    BASE = "base"
    SERIES = "series"
    TOPIC_CHOSEN = "topic_chosen"
    TOPIC_BOOKED = "topic_booked"
    TEXT = "text"
    TIME = "time"
    PLACE = "place"
    BESIDE = "beside"
    GROUP = "group"
    CROWD = "crowd"
    AUDIENCE = "audience"
    SELDOM = "seldom"
    """The place is reserved for bases that are seldom shown"""
    LOT = "lot"
    """It was drawn by lot, to see how good the order is"""
    NEUTRAL = "neutral"
    """Nothing in particular; it can be booked"""


@dataclass(frozen=True, slots=True)
class Told:
    """One reason. `count` is visits or kilometres; the names are of what it speaks of, `more` of a group's town."""

    because: Because
    count: int = 0
    name_zh: str = ""
    name_en: str = ""
    more_zh: str = ""
    more_en: str = ""


class Slot(StrEnum):
    """Why something has its place: ranked, reserved for a base that is owed, or drawn by lot."""

    MODEL = "model"
    RESERVED = "reserved"
    EXPLORE = "explore"
