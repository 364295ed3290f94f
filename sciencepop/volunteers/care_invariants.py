"""What must always hold of care; `flask doctor` asks. Each function returns a sentence for every breach."""

from __future__ import annotations

from sqlalchemy import select

from sciencepop.core.db import db
from sciencepop.volunteers.models import (
    Assignment,
    CourseKind,
    CourseState,
    ShiftMessage,
    SkillGrant,
    SkillSource,
    TrainingCourse,
    TrainingQuestion,
    TrainingRecord,
    VolunteerSanction,
)
from sciencepop.volunteers.rules.training import last_stretch, later
from sciencepop.volunteers.vocabulary import vocabulary

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def granted_by_no_training() -> list[str]:
    """A skill that courses granted ends when the trainings behind it do."""
    live = SkillGrant.source == SkillSource.COURSE, SkillGrant.revoked_at.is_(None)
    grants = db.session.scalars(select(SkillGrant).where(*live)).all()
    people = select(SkillGrant.person_id).where(*live)
    found = select(TrainingRecord).where(TrainingRecord.voided_at.is_(None), TrainingRecord.person_id.in_(people))
    records: dict[int, list[TrainingRecord]] = {}
    for row in db.session.scalars(found):
        records.setdefault(row.person_id, []).append(row)
    wrong = [grant.id for grant in grants if not _is_behind(grant, records.get(grant.person_id, []))]
    return [f"Skill grant {number} is of a course, but no training says so." for number in wrong[:MOST]]


def _is_behind(grant: SkillGrant, records: list[TrainingRecord]) -> bool:
    stretch = last_stretch((row.came_on, row.expires_on) for row in records if grant.skill in row.skills)
    return stretch is not None and later(stretch[1], grant.expires_on) == stretch[1]


def quizzes_without_questions() -> list[str]:
    """An open quiz asks something."""
    asked = select(TrainingQuestion.id).where(TrainingQuestion.course_id == TrainingCourse.id)
    rows = db.session.scalars(
        select(TrainingCourse.id)
        .where(TrainingCourse.kind == CourseKind.QUIZ, TrainingCourse.state == CourseState.OPEN, ~asked.exists())
        .limit(MOST)
    )
    return [f"Course {number} is an open quiz without a question." for number in rows]


def unknown_words() -> list[str]:
    """Courses and live sanctions name skills and roles that the data knows."""
    known, told = vocabulary(), []
    for course in db.session.scalars(select(TrainingCourse)):
        unknown = (set(course.skills) - set(known.skills)) | (set(course.roles) - set(known.roles))
        told += [f"Course {course.id} names {word}, which the data does not know." for word in sorted(unknown)]
    live = select(VolunteerSanction).where(VolunteerSanction.lifted_at.is_(None))
    for sanction in db.session.scalars(live):
        unknown = set(sanction.roles) - set(known.roles)
        told += [f"Sanction {sanction.id} names {word}, which the data does not know." for word in sorted(unknown)]
    return told[:MOST]


def messages_of_another_shift() -> list[str]:
    """A message with one volunteer belongs to the shift of their assignment."""
    rows = db.session.scalars(
        select(ShiftMessage.id)
        .join(Assignment, ShiftMessage.assignment_id == Assignment.id)
        .where(Assignment.shift_id != ShiftMessage.shift_id)
        .limit(MOST)
    )
    return [f"Message {number} names an assignment of another shift." for number in rows]


CHECKS = (granted_by_no_training, quizzes_without_questions, unknown_words, messages_of_another_shift)
