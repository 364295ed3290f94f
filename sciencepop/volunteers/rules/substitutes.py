"""Whom to ask to step in: the best fitting first, and among those alike the one who was asked longest ago."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sciencepop.volunteers.rules.availability import Answer

MOST_ASKED = 5
"""So many are asked at once; the first who takes the place has it."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may take the place. `knows_role`: it is among their categories; `minutes` served lately."""

    person: int
    answer: Answer
    knows_role: bool
    is_near: bool
    asked_at: datetime | None
    minutes: int = 0


_RANK = {Answer.PREFERRED: 0, Answer.CAN: 1, Answer.UNKNOWN: 2}


def to_ask(candidates: Iterable[Candidate], most: int = MOST_ASKED) -> list[int]:
    """The people to ask, in order. Who cannot is never asked."""
    fit = [one for one in candidates if one.answer is not Answer.CANNOT]
    return [one.person for one in sorted(fit, key=_order)[:most]]


def _order(one: Candidate) -> tuple[int, bool, bool, float, bool, int, int]:
    asked = one.asked_at.timestamp() if one.asked_at else 0.0
    was_asked = one.asked_at is not None
    return _RANK[one.answer], not one.knows_role, was_asked, asked, not one.is_near, one.minutes, one.person
