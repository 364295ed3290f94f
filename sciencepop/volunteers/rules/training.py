"""Training: marking a quiz, how long a training holds, and what several of them amount to for one skill."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sciencepop.programme.rules.days import add_months

MOST_OPTIONS = 5
A_DAY = timedelta(days=1)


class CourseKind(StrEnum):
    """How a course is passed: by answering questions here, or by having been there."""

    QUIZ = "quiz"
    ATTENDANCE = "attendance"


class CourseState(StrEnum):
    """draft → open → closed; a closed one may be opened again. What was passed stays."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Marked:
    """A quiz as it was answered: how many questions were right, and the numbers of those that were not."""

    right: int
    total: int
    wrong: tuple[int, ...]

    def reaches(self, pass_percent: int) -> bool:
        return self.total > 0 and self.right * 100 >= pass_percent * self.total


def mark(questions: Mapping[int, Collection[int]], answers: Mapping[int, Collection[int]]) -> Marked:
    """Compare the answers with the right options of each question; all of them and no other make it right."""
    wrong = tuple(number for number, right in questions.items() if set(answers.get(number, ())) != set(right))
    return Marked(len(questions) - len(wrong), len(questions), wrong)


def are_options(options: Sequence[tuple[str, bool]]) -> bool:
    """Whether a question can be asked with these: two at least, and one of them right."""
    return 2 <= len(options) <= MOST_OPTIONS and all(words for words, _right in options) and any(r for _w, r in options)


def ends_on(came_on: date, months: int | None) -> date | None:
    """The last day on which a training of a day holds; None for good. The 31st becomes a short month's last day."""
    return None if months is None else add_months(came_on, months)


def last_stretch(spans: Iterable[tuple[date, date | None]]) -> tuple[date, date | None] | None:
    """The latest unbroken time that these trainings (first and last day, None: for good) give, or None for none."""
    found: tuple[date, date | None] | None = None
    for first, last in sorted(spans, key=lambda span: span[0]):
        if found is None or (found[1] is not None and first > found[1] + A_DAY):
            found = first, last
        else:
            found = found[0], later(found[1], last)
    return found


def later(one: date | None, other: date | None) -> date | None:
    """The later of two ends; None never ends."""
    return None if one is None or other is None else max(one, other)
