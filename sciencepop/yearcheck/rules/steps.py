"""The way of a year-file as one table: buttons, services, letters and the doctor read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sciencepop.yearcheck.rules.refusals import Refusal


class FileState(StrEnum):
    """A base that has not begun has no file."""

    OPEN = "open"
    FILED = "filed"
    CORRECTION = "correction"
    DECIDED = "decided"
    OBJECTED = "objected"
    MENDING = "mending"
    RECHECK = "recheck"
    MENDED = "mended"
    FAILED = "failed"


class Side(StrEnum):
    BASE = "base"
    DISTRICT = "district"
    LEAD = "lead"
    EXPERT = "expert"


class Act(StrEnum):
    FILE = "file"
    RETURN = "return"
    ASSIGN = "assign"
    SCORE = "score"
    STEP_ASIDE = "step_aside"
    BONUS = "bonus"
    DECIDE = "decide"
    OBJECT = "object"
    UPHOLD = "uphold"
    REOPEN = "reopen"
    HAND_IN = "hand_in"
    CLEAR = "clear"
    FAIL = "fail"


class News(StrEnum):
    """What is told that is no step."""

    MENDING_ENDS = "mending_ends"
    LATE = "late"


@dataclass(frozen=True)
class Step:
    """Where an act leads, whose it is, and who is told. A result leads to MENDING where the grade says so."""

    after: FileState
    by: Side
    tells: tuple[Side, ...] = ()


S, A = FileState, Act
B, D, L, E = Side.BASE, Side.DISTRICT, Side.LEAD, Side.EXPERT

STEPS: dict[tuple[FileState, Act], Step] = {
    (S.OPEN, A.FILE): Step(S.FILED, B, (D,)),
    (S.CORRECTION, A.FILE): Step(S.FILED, B, (D, E)),
    (S.FILED, A.ASSIGN): Step(S.FILED, D, (E,)),
    (S.FILED, A.BONUS): Step(S.FILED, D),
    (S.FILED, A.RETURN): Step(S.CORRECTION, D, (B,)),
    (S.FILED, A.SCORE): Step(S.FILED, E),
    (S.FILED, A.STEP_ASIDE): Step(S.FILED, E, (D,)),
    (S.FILED, A.DECIDE): Step(S.DECIDED, L, (B, D)),
    (S.DECIDED, A.OBJECT): Step(S.OBJECTED, B, (D, L)),
    (S.OBJECTED, A.UPHOLD): Step(S.DECIDED, L, (B, D)),
    (S.OBJECTED, A.REOPEN): Step(S.FILED, L, (B, D)),
    (S.MENDING, A.HAND_IN): Step(S.RECHECK, B, (D,)),
    (S.MENDING, A.OBJECT): Step(S.OBJECTED, B, (D, L)),
    (S.RECHECK, A.CLEAR): Step(S.MENDED, D, (B,)),
    (S.RECHECK, A.FAIL): Step(S.FAILED, D, (B, L)),
}

FROZEN = frozenset(S) - {S.OPEN, S.CORRECTION}
"""What is shown is what was filed."""

LASTS: dict[FileState, str] = {S.MENDING: "fix", S.RECHECK: "recheck"}
"""By state the period of data/accreditation_periods.csv that it may last."""

WORKDAYS: dict[FileState, str] = {S.CORRECTION: "correct_days", S.OBJECTED: "answer_days"}
"""By state the term of data/yearcheck_terms.csv that says how many working days it may last."""

RESPONSIBLE: dict[FileState, tuple[Side, ...]] = {
    S.CORRECTION: (B, D),
    S.OBJECTED: (L, D),
    S.MENDING: (B, D),
    S.RECHECK: (D,),
}
"""Who is told, once, where that time has passed. Nothing is decided by a clock."""


def step_of(state: FileState, act: Act, side: Side) -> Step | Refusal:
    """The step that this side takes by an act from a state, or why not."""
    step = STEPS.get((state, act))
    if step is None:
        return Refusal.WRONG_STATE
    return step if side is step.by else Refusal.NOT_YOURS


def acts_of(state: FileState, sides: frozenset[Side]) -> list[Act]:
    """What these sides may do now, in the order of the table."""
    return [act for (before, act), step in STEPS.items() if before is state and step.by in sides]
