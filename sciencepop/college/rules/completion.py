"""Whether a learner completes a class, and what a certificate says: pure, so that everybody can check it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sciencepop.college.rules.attendance import CAME, Mark


class Outcome(StrEnum):
    """COMPLETED, or the first thing that is missing."""

    COMPLETED = "completed"
    TOO_FEW = "too_few"
    HOMEWORK = "homework"


@dataclass(frozen=True, kw_only=True)
class ClassRule:
    """What a class asks for. `leave_counts`: a lesson with granted leave counts as one that somebody was at."""

    lessons: int
    percent: int
    leave_counts: bool = False
    homework_needed: bool = False

    @property
    def needed(self) -> int:
        """How many lessons that is, rounded up: 70 % of 8 are 6."""
        return -(-self.lessons * self.percent // 100)


@dataclass(frozen=True)
class Progress:
    """Where somebody stands: lessons by mark, what counts of them, and the rest that is still possible."""

    present: int
    late: int
    leave: int
    absent: int
    counted: int
    lessons: int
    needed: int

    @property
    def percent(self) -> int:
        """Of all lessons, rounded down: whoever reads 70 has them."""
        return self.counted * 100 // self.lessons if self.lessons else 0

    @property
    def missing(self) -> int:
        return max(self.needed - self.counted, 0)


def progress_of(rule: ClassRule, marks: Iterable[Mark]) -> Progress:
    """Count the marks of a learner; a lesson without a mark is not among them."""
    counts = dict.fromkeys(Mark, 0)
    for mark in marks:
        counts[mark] += 1
    came = sum(counts[mark] for mark in CAME)
    return Progress(
        present=counts[Mark.PRESENT],
        late=counts[Mark.LATE],
        leave=counts[Mark.LEAVE],
        absent=counts[Mark.ABSENT],
        counted=came + (counts[Mark.LEAVE] if rule.leave_counts else 0),
        lessons=rule.lessons,
        needed=rule.needed,
    )


def outcome_of(rule: ClassRule, progress: Progress, *, has_homework: bool) -> Outcome:
    """What becomes of a learner once the class is over."""
    if progress.counted < rule.needed:
        return Outcome.TOO_FEW
    return Outcome.HOMEWORK if rule.homework_needed and not has_homework else Outcome.COMPLETED
