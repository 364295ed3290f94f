"""What speaks against a class where and when it is planned: a lecturer in two places is refused, the rest is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sciencepop.college.models import CourseClass
from sciencepop.college.queries.classes import list_taught_near, taught
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.rules.timetable import Clash, Trouble, list_clashes, part_of
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Warned:
    """A trouble of a class; the clash where there is one. `clashes` counts the lessons concerned."""

    trouble: Trouble
    clash: Clash | None = None
    clashes: int = 1


def list_troubles(session: Session, one: CourseClass, *, published_only: bool = False) -> list[Warned]:
    """What speaks against a class; each kind once, with its first clash."""
    found = []
    clashes = _clashes(session, one, published_only=published_only)
    for trouble in (Trouble.LECTURER, Trouble.ROOM):
        mine = [clash for clash in clashes if clash.trouble is trouble]
        if mine:
            found.append(Warned(trouble, mine[0], len(mine)))
    times = one.lecturer.times
    if times and f"{one.weekday}:{part_of(one.starts.hour).value}" not in times:
        found.append(Warned(Trouble.NOT_AVAILABLE))
    if one.capacity > one.point.capacity:
        found.append(Warned(Trouble.TOO_LARGE))
    return found


def refuse_lecturer_clash(session: Session, one: CourseClass) -> None:
    """Raise LECTURER_CLASH where a lecturer of a locked class teaches another published one at the same hour."""
    for clash in _clashes(session, one, published_only=True):
        if clash.trouble is Trouble.LECTURER:
            mine = clash.first if clash.first.class_id == one.id else clash.second
            lesson = next(lesson for lesson in one.lessons if lesson.number == mine.number)
            raise RuleBroken(Refusal.LECTURER_CLASH, lecturer=lesson.lecturer, when=lesson.starts_at)


def _clashes(session: Session, one: CourseClass, *, published_only: bool) -> Sequence[Clash]:
    own = [taught(lesson, one.point_id, one.room_zh) for lesson in one.lessons]
    near = list_taught_near(session, one, {row.lecturer_id for row in own}, published_only=published_only)
    return [clash for clash in list_clashes([*own, *near]) if one.id in (clash.first.class_id, clash.second.class_id)]
