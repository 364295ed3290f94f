"""What the page of one class of mine shows of lessons."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from sciencepop.college.forms.lessons import EvaluationForm, SignForm, WhyForm
from sciencepop.college.models import ClassState, CourseClass, Enrolment
from sciencepop.college.queries import certificates, teaching
from sciencepop.college.rules import enrolments as states
from sciencepop.college.services.attendance import lesson_now
from sciencepop.college.services.completion import get_evaluation, own_standing
from sciencepop.college.teaching_messages import MARKS
from sciencepop.core import clock


def learning_facts(session: Session, one: CourseClass, row: Enrolment) -> dict[str, Any]:
    """What the page of one class of mine shows of lessons, beside what it shows of the seat."""
    now = clock.now()
    is_firm = row.state in states.FIRM and one.state is ClassState.PUBLISHED
    if not is_firm:
        return {"is_firm": False}
    marks = teaching.marks_of_class(session, one.id)
    return {
        "is_firm": True,
        "lesson_now": lesson_now(one, now),
        "own_marks": {lesson.id: marks[lesson.id, row.id] for lesson in one.lessons if (lesson.id, row.id) in marks},
        "leave": teaching.leave_of(session, row.id),
        "records": teaching.records_of(session, one.id),
        "materials": teaching.list_materials(session, one.id),
        "notices": teaching.list_notices(session, one.id),
        "standing": own_standing(session, one, row),
        "is_over": one.ends_at <= now,
        "evaluation": get_evaluation(session, row),
        "evaluation_form": EvaluationForm(formdata=None),
        "sign_form": SignForm(formdata=None),
        "why_form": WhyForm(formdata=None),
        "marks": MARKS,
        "held": [c for c in certificates.list_own_certificates(session, row.person_id) if c.enrolment_id == row.id],
    }
