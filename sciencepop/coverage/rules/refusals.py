"""Why a population is not taken."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    NO_SUCH_TOWN = "no_such_town"
    NO_SUCH_GROUP = "no_such_group"
    MORE_THAN_ALL = "more_than_all"
    LESS_THAN_PART = "less_than_part"
