"""What a base says of one thing that somebody may need to come in, see, hear or rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sciencepop.bases.rules.refusals import Refusal


class Access(StrEnum):
    """Unknown is what nobody said anything of."""

    THERE = "there"
    LACKING = "lacking"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Told:
    """Whether it is there, what to know of it, and when somebody of the base looked last."""

    access: Access = Access.UNKNOWN
    note_zh: str = ""
    note_en: str = ""
    checked_on: date | None = None

    @property
    def says_more(self) -> bool:
        return bool(self.note_zh or self.note_en or self.checked_on)


def refuse_told(told: Told, today: date) -> Refusal | None:
    """Why it cannot be said so, or None."""
    if told.access is Access.UNKNOWN and told.says_more:
        return Refusal.ACCESS_UNSAID
    return Refusal.CHECKED_LATER if told.checked_on and told.checked_on > today else None
