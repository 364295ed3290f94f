"""Courses and lecturers, as the branch writes them down."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.services.invitations import close_others, invite
from sciencepop.college.models import Course, Lecturer
from sciencepop.college.queries.courses import find_course, find_lecturer_of, get_course, get_lecturer
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.teaching import settle_all_of
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class CourseWish:
    """A course as it is wished; the names are the columns of `Course`, `prerequisite` is another one's code."""

    code: str
    theme: str
    title_zh: str
    hours: int
    title_en: str = ""
    audiences: tuple[str, ...] = ()
    syllabus_zh: str = ""
    syllabus_en: str = ""
    materials_zh: str = ""
    materials_en: str = ""
    prerequisite: str = ""


@dataclass(frozen=True)
class LecturerWish:
    """A lecturer as wished; `address` is that of their account, where they have one and say so."""

    name_zh: str
    name_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    themes: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    pay_class: str = ""
    contact: str = ""
    address: str = ""


def save_course(wish: CourseWish, code: str | None = None, *, by: Person, now: datetime) -> str:
    """Write a new course, or change the one of `code`; returns its code. Refuses CODE_TAKEN, OWN_PREREQUISITE."""
    staff_id = by.id
    with write() as session:
        hold_name(session, f"course:{wish.code}")
        known = find_course(session, wish.code)
        course = get_course(session, code) if code else None
        if known is not None and known is not course:
            raise RuleBroken(Refusal.CODE_TAKEN)
        if wish.prerequisite and wish.prerequisite in (wish.code, code):
            raise RuleBroken(Refusal.OWN_PREREQUISITE)
        if course is None:
            course = Course(created_by=staff_id, created_at=now)
            session.add(course)
        values = asdict(wish)
        asked = values.pop("prerequisite")
        for name, value in values.items():
            setattr(course, name, list(value) if isinstance(value, tuple) else value)
        course.prerequisite_id = get_course(session, asked).id if asked else None
        course.changed_at = now
        audit.record(session, by=staff_id, at=now, action="college.course", subject=course)
        attempts.remember(course.code)
        return course.code


LECTURER = "college.lecturer"
"""What invitations to lecture with one's own account are called."""


def save_lecturer(wish: LecturerWish, lecturer_id: int | None = None, *, by: Person, now: datetime) -> int:
    """Write a new lecturer, or change one; returns the number. An address is asked, and agrees first.

    Refuses what `accounts.services.invite` refuses.
    """
    staff_id = by.id
    with write() as session:
        lecturer = get_lecturer(session, lecturer_id) if lecturer_id else None
        if lecturer is None:
            lecturer = Lecturer(created_by=staff_id, created_at=now)
            session.add(lecturer)
        values = asdict(wish)
        address = values.pop("address")
        for name, value in values.items():
            setattr(lecturer, name, list(value) if isinstance(value, tuple) else value)
        lecturer.changed_at = now
        session.flush()
        if address:
            invite(session, LECTURER, lecturer.id, address, by=staff_id, now=now)
        audit.record(session, by=staff_id, at=now, action="college.lecturer", subject=lecturer)
        attempts.remember(str(lecturer.id))
        return lecturer.id


def become_lecturer(
    session: Session, lecturer: Lecturer, person: Person, invitation: Invitation, now: datetime
) -> None:
    """A lecturer's account is this person's, whose time its lessons take from now on; it is nobody else's, so whoever
    was asked before cannot agree any more. Refuses PERSON_TAKEN.
    """
    known = find_lecturer_of(session, person.id)
    if known is not None and known is not lecturer:
        raise RuleBroken(Refusal.PERSON_TAKEN)
    close_others(session, invitation, now)
    is_other, lecturer.person_id, lecturer.changed_at = lecturer.person_id != person.id, person.id, now
    session.flush()
    if is_other:
        settle_all_of(session, lecturer.id, now)
