"""A course as tests of care need it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.volunteers.models import CourseKind, CourseState, TrainingCourse, TrainingQuestion


def make_course(session: Session, by: Person, *, questions: int = 0, **values: Any) -> TrainingCourse:
    """An open course that grants `lab-safety` for a year; with questions a quiz, whose first options are right."""
    kind = CourseKind.QUIZ if questions else CourseKind.ATTENDANCE
    marks = {"pass_percent": 50, "tries_a_day": 2} if questions else {}
    defaults: dict[str, Any] = {
        "kind": kind,
        "title_zh": "实验安全",
        "title_en": "Laboratory safety",
        "text_zh": "先戴护目镜。",
        "skills": ["lab-safety"],
        "months": 12,
        "minutes": 30,
        "state": CourseState.OPEN,
        "created_by": by.id,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    course = TrainingCourse(**(defaults | marks | values))
    session.add(course)
    session.flush()
    for number in range(questions):
        options = [{"zh": "戴护目镜", "en": "", "right": True}, {"zh": "不戴", "en": "", "right": False}]
        words = {"text_zh": f"第 {number + 1} 题：先做什么？", "why_zh": "眼睛最要紧。"}
        session.add(TrainingQuestion(course_id=course.id, options=options, **words))
    session.commit()
    return course
