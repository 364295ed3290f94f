"""How the letters of the college get to people, in the language that each of them reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.college.models import CourseClass, Enrolment, Lesson, TeachingPoint, WishSheet
from sciencepop.college.rules.lessons import Move
from sciencepop.college.words import KINDS, letter_of, point_letter, sheet_letter, together_letter
from sciencepop.college.words import News as News
from sciencepop.core.i18n import in_language


def tell(
    session: Session,
    enrolment: Enrolment,
    one: CourseClass,
    news: News,
    *,
    now: datetime,
    moves: Sequence[Move] = (),
    lesson: Lesson | None = None,
    not_after: datetime | None = None,
) -> None:
    """Owe the learner one letter about a flushed enrolment; each state and each change is told once."""
    change = f"-{lesson.number}-{lesson.sequence}" if lesson else f"-{int(now.timestamp())}" if moves else ""
    with in_language(enrolment.language):
        write_to(
            session,
            session.get_one(Person, enrolment.person_id),
            letter_of(news, one, enrolment, moves=moves, lesson=lesson),
            KINDS[news],
            key=f"class-{enrolment.code}-{news}-{enrolment.sequence}{change}",
            path=f"/college/mine/{enrolment.code}",
            now=now,
            not_after=not_after,
        )


def tell_sheet(session: Session, sheet: WishSheet, *, now: datetime) -> None:
    """Owe everybody of a sheet that got nothing a letter with its number."""
    for row in sheet.people:
        with in_language(sheet.language):
            write_to(
                session,
                row.person,
                sheet_letter(sheet),
                MessageKind.BOOKING,
                key=f"wishes-{sheet.code}-{row.place}",
                path=f"/college/wishes/{sheet.code}",
                now=now,
            )


class Together(StrEnum):
    """What somebody hears of the other on their sheet."""

    JOINED = "joined"
    PARTED = "parted"


def tell_together(session: Session, sheet: WishSheet, person: Person, news: Together, *, now: datetime) -> None:
    """Owe somebody a letter that another has come onto their sheet, or has left it. Desk visitors read none."""
    with in_language(person.language):
        write_to(
            session,
            person,
            together_letter(sheet, is_joined=news is Together.JOINED),
            MessageKind.CHANGE,
            key=f"together-{sheet.code}-{sheet.version}-{person.id}",
            path=f"/college/wishes/{sheet.code}",
            now=now,
        )


def tell_point(session: Session, point: TeachingPoint, person: Person, *, now: datetime) -> None:
    """Owe whoever applied for a point, or heads it, a letter about its new state."""
    with in_language(person.language):
        write_to(
            session,
            person,
            point_letter(point),
            MessageKind.CHANGE,
            key=f"point-{point.code}-{point.state}-{int(now.timestamp())}-{person.id}",
            path="/college/points",
            now=now,
        )
