"""What a lecturer gave and is owed between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.college.models import Lecturer, Lesson
from sciencepop.college.queries.teaching import list_given, list_listed
from sciencepop.college.rules.fees import rate_on
from sciencepop.college.vocabulary import vocabulary
from sciencepop.core import clock


@dataclass(frozen=True)
class Line:
    """A lesson of a statement. `yuan` is None where nothing is owed: another gave it, no list was kept, or no rate."""

    lesson: Lesson
    day: date
    is_given: bool
    is_listed: bool
    yuan: int | None


@dataclass(frozen=True)
class Statement:
    lines: list[Line]

    @property
    def lessons(self) -> int:
        return sum(line.yuan is not None for line in self.lines)

    @property
    def yuan(self) -> int:
        return sum(line.yuan or 0 for line in self.lines)


def statement_of(session: Session, lecturer: Lecturer, first: date, last: date, now: datetime) -> Statement:
    """Lessons that are over, at the rate of their day. A substitute is owed the lesson, whoever it was planned for.

    A lesson without a list of learners is shown and not owed: the list is what says that it took place.
    """
    ends_at = min(clock.day_bounds(last)[1], now)
    lessons = list_given(session, lecturer.id, clock.day_bounds(first)[0], ends_at)
    listed, lines = list_listed(session, [lesson.id for lesson in lessons]), []
    for lesson in lessons:
        day = clock.local(lesson.starts_at).date()
        is_given, is_listed = lesson.lecturer_id == lecturer.id, lesson.id in listed
        rate = rate_on(vocabulary().rates, lecturer.pay_class, day)
        yuan = rate.yuan if rate and is_given and is_listed else None
        lines.append(Line(lesson, day, is_given, is_listed, yuan))
    return Statement(lines)
