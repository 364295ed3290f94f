"""What must always hold of lessons, results and certificates, whatever anybody did; `flask doctor` runs it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import and_, func, or_, select

from sciencepop.college.models import (
    CourseCertificate,
    CourseClass,
    Enrolment,
    EnrolmentState,
    LeaveRequest,
    Lecturer,
    Lesson,
    LessonMark,
    Mark,
    MarkCorrection,
)
from sciencepop.college.vocabulary import vocabulary
from sciencepop.core import clock
from sciencepop.core.db import db

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def marks_elsewhere() -> list[str]:
    """A learner is marked at lessons of their own class alone."""
    found = select(LessonMark.id).join(LessonMark.lesson).join(LessonMark.enrolment)
    rows = db.session.scalars(found.where(Lesson.class_id != Enrolment.class_id).limit(MOST))
    return [f"Mark {number} is of a lesson of another class." for number in rows]


def leave_from_nowhere() -> list[str]:
    """Whoever stands as on leave asked for it and got it, or was put right to it."""
    granted = and_(
        LeaveRequest.lesson_id == LessonMark.lesson_id,
        LeaveRequest.enrolment_id == LessonMark.enrolment_id,
        LeaveRequest.is_granted.is_(True),
    )
    corrected = and_(
        MarkCorrection.lesson_id == LessonMark.lesson_id,
        MarkCorrection.enrolment_id == LessonMark.enrolment_id,
        MarkCorrection.after == Mark.LEAVE,
    )
    found = select(LessonMark.id).where(
        LessonMark.mark == Mark.LEAVE,
        ~select(LeaveRequest.id).where(granted).exists(),
        ~select(MarkCorrection.id).where(corrected).exists(),
    )
    return [f"Mark {number} says leave, but nobody granted it." for number in db.session.scalars(found.limit(MOST))]


def results_too_early() -> list[str]:
    """Nobody has a result of a class that goes on."""
    found = (
        select(Enrolment.id)
        .join(Lesson, Lesson.class_id == Enrolment.class_id)
        .where(Enrolment.state.in_((EnrolmentState.COMPLETED, EnrolmentState.FAILED)), Lesson.ends_at > clock.now())
        .distinct()
    )
    return [
        f"Enrolment {number} has a result, but its class goes on." for number in db.session.scalars(found.limit(MOST))
    ]


def certificates_without_result() -> list[str]:
    """A certificate that holds belongs to somebody who completed the class."""
    found = select(CourseCertificate.serial).join(CourseCertificate.enrolment)
    wrong = CourseCertificate.revoked_at.is_(None), Enrolment.state != EnrolmentState.COMPLETED
    rows = db.session.scalars(found.where(*wrong).limit(MOST))
    return [f"Certificate {serial} holds, but its learner did not complete the class." for serial in rows]


def broken_certificates() -> list[str]:
    """What was signed is what is stored."""
    rows = db.session.scalars(select(CourseCertificate).order_by(CourseCertificate.id.desc()).limit(500))
    return [f"Certificate {row.serial} is not what was signed." for row in rows if not row.is_intact][:MOST]


def gaps_in_numbers() -> list[str]:
    """The numbers of a year have no gaps."""
    year, last = CourseCertificate.serial_year, func.max(CourseCertificate.serial_number)
    counted = func.count(CourseCertificate.id)
    rows = db.session.execute(select(year, last, counted).group_by(year).having(or_(last != counted)))
    return [f"The register of {number} goes to {top}, but has {count} certificates." for number, top, count in rows]


def pay_without_rate() -> list[str]:
    """Every lecturer who gives a lesson of a published class has a rate that holds today."""
    today = clock.today()
    paid = {
        rate.pay_class
        for rate in vocabulary().rates
        if rate.from_on <= today and (rate.until_on is None or today <= rate.until_on)
    }
    teaches = select(CourseClass.lecturer_id).where(CourseClass.state == "published")
    used = db.session.scalars(select(Lecturer.pay_class).where(Lecturer.id.in_(teaches)).distinct())
    return [f"Pay class {slug} has no rate today." for slug in used if slug and slug not in paid]


CHECKS: tuple[Callable[[], list[str]], ...] = (
    marks_elsewhere,
    leave_from_nowhere,
    results_too_early,
    certificates_without_result,
    broken_certificates,
    gaps_in_numbers,
    pay_without_rate,
)
