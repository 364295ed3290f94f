"""Courses and lecturers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.college.models import Course, Lecturer

MOST = 500
LARGEST_ID = 2**63 - 1
CODE = re.compile(r"[A-Z0-9-]{2,20}")


def find_course(session: Session, code: str) -> Course | None:
    """A course by its code, with what it asks for; None where there is none."""
    if not CODE.fullmatch(code):
        return None
    return session.scalars(
        select(Course).where(Course.code == code).options(joinedload(Course.prerequisite))
    ).one_or_none()


def get_course(session: Session, code: str) -> Course:
    """As above; NotFound where there is none."""
    found = find_course(session, code)
    if found is None:
        raise NotFound
    return found


def list_courses(session: Session) -> Sequence[Course]:
    return session.scalars(select(Course).order_by(Course.code).limit(MOST)).all()


def get_lecturer(session: Session, lecturer_id: int) -> Lecturer:
    """A lecturer; NotFound where there is none."""
    found = session.get(Lecturer, lecturer_id) if 0 < lecturer_id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def find_lecturer_of(session: Session, person_id: int) -> Lecturer | None:
    """The lecturer who is this person, or None."""
    return session.scalars(select(Lecturer).where(Lecturer.person_id == person_id)).one_or_none()


def list_lecturers(session: Session) -> Sequence[Lecturer]:
    return session.scalars(select(Lecturer).order_by(Lecturer.name_zh, Lecturer.id).limit(MOST)).all()
