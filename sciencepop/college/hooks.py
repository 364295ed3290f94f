"""What the draw asks of the part that keeps attendance, without knowing it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from sciencepop.college.models import CourseClass


class Absentees(Protocol):
    """The ids of a class's enrolments that were in none of these lessons (by number) and had no leave for any."""

    def __call__(self, session: Session, one: CourseClass, numbers: Sequence[int]) -> Collection[int]: ...


_absentees: list[Absentees] = []


def on_absentees(query: Absentees) -> None:
    """Attendance registers its query when the application is built."""
    if query not in _absentees:
        _absentees.append(query)


def absent_without_leave(session: Session, one: CourseClass, numbers: Sequence[int]) -> set[int]:
    """As above; nobody while no attendance is kept."""
    return {number for query in _absentees for number in query(session, one, numbers)}
