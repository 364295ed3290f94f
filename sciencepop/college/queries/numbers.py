"""The numbers of a term, by class, and who wished and got nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.models import (
    Course,
    CourseCertificate,
    CourseClass,
    DrawRound,
    Enrolment,
    EnrolmentState,
    Lesson,
    LessonMark,
    Mark,
    RoundState,
    Wish,
    WishPerson,
    WishSheet,
)
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import CAME

S = EnrolmentState
LEFT = (S.WITHDRAWN,)
DREW = (RoundState.DRAWN, RoundState.DONE)
UNSERVED = (S.WAITING, S.EXPIRED, S.DISSOLVED)


@dataclass
class ClassNumbers:
    """Of one class: people by state, who waits by the order of a draw, marks, and certificates that hold."""

    capacity: int
    line: int = 0
    people: Counter[EnrolmentState] = field(default_factory=Counter)
    marks: Counter[Mark] = field(default_factory=Counter)
    certificates: int = 0

    @property
    def enrolled(self) -> int:
        return sum(self.people[state] for state in states.FIRM)

    @property
    def left(self) -> int:
        return sum(self.people[state] for state in LEFT)

    @property
    def waiting(self) -> int:
        return self.people[S.WAITING] + self.line

    @property
    def completed(self) -> int:
        return self.people[S.COMPLETED]

    @property
    def fill_percent(self) -> int:
        """Enrolled of the seats, rounded down."""
        return self.enrolled * 100 // self.capacity

    @property
    def attendance_percent(self) -> int | None:
        """Present or late of all marks, rounded down; None before there are any."""
        all_marks = self.marks.total()
        return sum(self.marks[mark] for mark in CAME) * 100 // all_marks if all_marks else None


def numbers_of(session: Session, classes: Collection[CourseClass]) -> dict[int, ClassNumbers]:
    """The numbers of each class, in four queries."""
    found = {one.id: ClassNumbers(one.capacity) for one in classes}
    people = select(Enrolment.class_id, Enrolment.state, func.count(Enrolment.id))
    people = people.where(Enrolment.class_id.in_(found)).group_by(Enrolment.class_id, Enrolment.state)
    for class_id, state, count in session.execute(people):
        found[class_id].people[state] = count
    line = select(Wish.class_id, func.count(WishPerson.id)).join(Wish.sheet).join(WishSheet.round)
    line = line.join(WishPerson, WishPerson.sheet_id == WishSheet.id)
    waits = Wish.asked_at.is_(None), WishSheet.waits_before > Wish.place, DrawRound.state.in_(DREW)
    for class_id, count in session.execute(line.where(Wish.class_id.in_(found), *waits).group_by(Wish.class_id)):
        found[class_id].line = count
    marks = select(Lesson.class_id, LessonMark.mark, func.count(LessonMark.id)).join(
        Lesson, LessonMark.lesson_id == Lesson.id
    )
    marks = marks.where(Lesson.class_id.in_(found)).group_by(Lesson.class_id, LessonMark.mark)
    for class_id, mark, count in session.execute(marks):
        found[class_id].marks[mark] = count
    held = select(Enrolment.class_id, func.count(CourseCertificate.id)).join(CourseCertificate.enrolment)
    held = held.where(Enrolment.class_id.in_(found), CourseCertificate.revoked_at.is_(None))
    for class_id, count in session.execute(held.group_by(Enrolment.class_id)):
        found[class_id].certificates = count
    return found


def total_of(numbers: Collection[ClassNumbers]) -> ClassNumbers:
    """The sum over classes."""
    total = ClassNumbers(sum(row.capacity for row in numbers) or 1)
    for row in numbers:
        total.people.update(row.people)
        total.marks.update(row.marks)
        total.line += row.line
        total.certificates += row.certificates
    return total


class Share(NamedTuple):
    """Of a town or an audience: how many asked and have no seat, of all who asked."""

    code: str
    unserved: int
    asked: int

    @property
    def percent(self) -> int:
        """Rounded to the nearest."""
        return round(100 * self.unserved / self.asked)


@dataclass(frozen=True)
class Fairness:
    """How many asked for a class of a term, how many have none, and their shares by town and audience, worst first."""

    unserved: int
    asked: int
    by_town: list[Share]
    by_audience: list[Share]


def fairness_in(session: Session, class_ids: Collection[int]) -> Fairness:
    """Who waits, whose offer ran out, whose class was dissolved or who wished it in a draw, and has a seat in none.

    Who asked is they and whoever has a seat; whoever left by themselves is neither. "" is a town that somebody did not
    tell, or a class for everybody. Who asked for classes of several audiences counts once for each of them.
    """
    seated = Enrolment.class_id.in_(class_ids), Enrolment.state.in_(states.HOLDS)
    served = select(Enrolment.person_id).where(*seated)
    asked = (
        select(Enrolment.person_id, Enrolment.class_id, Person.town_code)
        .join(Person, Enrolment.person_id == Person.id)
        .where(Enrolment.class_id.in_(class_ids))
    )
    wished = (
        select(WishPerson.person_id, Wish.class_id, Person.town_code)
        .join(Person, WishPerson.person_id == Person.id)
        .join(DrawRound, WishPerson.round_id == DrawRound.id)
        .join(Wish, Wish.sheet_id == WishPerson.sheet_id)
        .where(Wish.class_id.in_(class_ids), DrawRound.state.in_(DREW), WishPerson.person_id.not_in(served))
    )
    waits = Enrolment.state.in_(UNSERVED), Enrolment.person_id.not_in(served)
    classes = select(CourseClass.id, Course.audiences).join(CourseClass.course).where(CourseClass.id.in_(class_ids))
    audiences: dict[int, list[str]] = {number: found or [""] for number, found in session.execute(classes)}
    have, lack = (
        _Asked(audiences, [row for query in queries for row in session.execute(query)])
        for queries in ((asked.where(*seated),), (asked.where(*waits), wished))
    )
    return Fairness(
        lack.towns.total(),
        lack.towns.total() + have.towns.total(),
        _shares(lack.towns, have.towns),
        _shares(lack.audiences, have.audiences),
    )


class _Asked:
    """People counted by town and by audience, from rows of person, class and town."""

    def __init__(self, audiences: Mapping[int, list[str]], rows: Iterable[Sequence[Any]]) -> None:
        towns: dict[int, str] = {}
        wanted: set[tuple[int, str]] = set()
        for person_id, class_id, town in rows:
            towns[person_id] = town or ""
            wanted.update((person_id, audience) for audience in audiences[class_id])
        self.towns = Counter(towns.values())
        self.audiences = Counter(audience for _person, audience in wanted)


def _shares(lack: Counter[str], have: Counter[str]) -> list[Share]:
    found = [Share(code, lack[code], lack[code] + have[code]) for code in lack]
    return sorted(found, key=lambda share: (-share.unserved / share.asked, share.code))
