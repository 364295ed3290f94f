"""The numbers of a term, by class, and who wished and got nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

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
)
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import CAME

S = EnrolmentState
LEFT = (S.WITHDRAWN,)
DREW = (RoundState.DRAWN, RoundState.DONE)
UNSERVED = (S.WAITING, S.EXPIRED, S.DISSOLVED)


@dataclass
class ClassNumbers:
    """Of one class: people by state, marks, and certificates that hold."""

    capacity: int
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
        return self.people[S.WAITING]

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
    """The numbers of each class, in three queries."""
    found = {one.id: ClassNumbers(one.capacity) for one in classes}
    people = select(Enrolment.class_id, Enrolment.state, func.count(Enrolment.id))
    people = people.where(Enrolment.class_id.in_(found)).group_by(Enrolment.class_id, Enrolment.state)
    for class_id, state, count in session.execute(people):
        found[class_id].people[state] = count
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
        total.certificates += row.certificates
    return total


@dataclass(frozen=True)
class Unserved:
    """How many people asked for a class of a term and have none, by their town and by whom the classes are for."""

    people: int
    by_town: list[tuple[str, int]]
    by_audience: list[tuple[str, int]]


def unserved_in(session: Session, class_ids: Collection[int]) -> Unserved:
    """Who waits, whose offer ran out, whose class was dissolved or who wished it in a draw, and has a seat in none.

    "" is a town that somebody did not tell, or a class for everybody. Who asked for classes of several audiences counts
    once for each of them.
    """
    served = select(Enrolment.person_id).where(Enrolment.class_id.in_(class_ids), Enrolment.state.in_(states.HOLDS))
    enrolled = (
        select(Enrolment.person_id, Person.town_code, Course.audiences)
        .join(Person, Enrolment.person_id == Person.id)
        .join(Enrolment.course_class)
        .join(CourseClass.course)
        .where(
            Enrolment.class_id.in_(class_ids),
            Enrolment.state.in_(UNSERVED),
            Enrolment.person_id.not_in(served),
        )
    )
    wished = (
        select(WishPerson.person_id, Person.town_code, Course.audiences)
        .join(Person, WishPerson.person_id == Person.id)
        .join(DrawRound, WishPerson.round_id == DrawRound.id)
        .join(Wish, Wish.sheet_id == WishPerson.sheet_id)
        .join(Wish.course_class)
        .join(CourseClass.course)
        .where(Wish.class_id.in_(class_ids), DrawRound.state.in_(DREW), WishPerson.person_id.not_in(served))
    )
    towns: dict[int, str] = {}
    audiences: set[tuple[int, str]] = set()
    for person_id, town, wanted in (*session.execute(enrolled), *session.execute(wished)):
        towns[person_id] = town or ""
        audiences.update((person_id, audience) for audience in wanted or [""])
    by_audience = Counter(audience for _person, audience in audiences)
    return Unserved(len(towns), Counter(towns.values()).most_common(), by_audience.most_common())
