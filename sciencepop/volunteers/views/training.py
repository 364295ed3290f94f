"""My training: what I passed until when, what there is to take, and a quiz with its result."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.volunteers.care_messages import COURSE_KINDS, care_sentence
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.messages import skill_names
from sciencepop.volunteers.models import (
    CourseKind,
    CourseState,
    TrainingCourse,
    TrainingQuestion,
    TrainingRecord,
    TrainingTry,
)
from sciencepop.volunteers.queries import training as queries
from sciencepop.volunteers.queries.assignments import is_volunteer
from sciencepop.volunteers.rules.care import CareRefusal
from sciencepop.volunteers.services import training as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me
from sciencepop.volunteers.words import role_name


@bp.get("/volunteer/training")
@signed_in
def training() -> str:
    """What I passed, with its end, and all courses that are open."""
    session = db.session()
    records = queries.list_records(session, me().id)
    latest: dict[int, TrainingRecord] = {}
    for row in records:
        latest.setdefault(row.course_id, row)
    return render_template(
        "volunteers/training.html",
        records=records,
        latest=latest,
        courses=queries.list_courses(session, state=CourseState.OPEN),
        kinds=COURSE_KINDS,
        skill_names=skill_names,
        role_name=role_name,
        today=clock.today(),
        told_days=care_policy().expiry_told_days,
    )


@bp.route("/volunteer/training/<int:id>", methods=["GET", "POST"])
@signed_in
def course(id: int) -> Answer:
    """What is to be read, and the questions of a quiz."""
    found, form = _open_course(id), PressForm()
    if request.method == "GET":
        return _course_page(found)
    if not form.validate_on_submit():
        return _course_page(found, _("页面放得太久了，请再提交一次。")), 422
    answers = {question.id: _chosen(question.id) for question in found.questions}
    try:
        code = services.answer_quiz(id, answers, by=me(), now=clock.now(), seen=request.form.get("seen"))
    except RuleBroken as broken:
        kept = {} if broken.code is CareRefusal.COURSE_CHANGED else answers
        return _course_page(_open_course(id), care_sentence(broken), kept), 422
    return redirect(url_for("volunteers.quiz_result", code=code), 303)


def _open_course(id: int) -> TrainingCourse:
    """A course as volunteers see it: drafts are none, closed ones can still be read."""
    found = queries.get_course(db.session(), id)
    if found.state is CourseState.DRAFT:
        raise NotFound
    return found


def _chosen(question_id: int) -> set[int]:
    """The places of the options that were ticked."""
    sent = request.form.getlist(f"q{question_id}")[:10]
    return {int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 3}


def _course_page(found: TrainingCourse, refusal: str = "", answers: dict[int, set[int]] | None = None) -> str:
    session, today = db.session(), clock.today()
    since = clock.day_bounds(today)[0]
    left = (found.tries_a_day or 0) - queries.count_tries(session, me().id, found.id, since)
    return render_template(
        "volunteers/course.html",
        course=found,
        kinds=COURSE_KINDS,
        is_quiz=found.kind is CourseKind.QUIZ and found.state is CourseState.OPEN,
        is_volunteer=is_volunteer(session, me().id),
        record=next((row for row in queries.list_records(session, me().id) if row.course_id == found.id), None),
        left=max(left, 0),
        answers=answers or {},
        form=PressForm(formdata=None),
        skill_names=skill_names,
        today=today,
        refusal=refusal,
    )


@bp.get("/volunteer/training/results/<code>")
@signed_in
def quiz_result(code: str) -> str:
    """How a quiz went: passed or not, and what was wrong."""
    done = queries.get_try(db.session(), code, me().id)
    records = queries.list_records(db.session(), me().id)
    since = clock.day_bounds(clock.today())[0]
    tried = queries.count_tries(db.session(), me().id, done.course_id, since)
    return render_template(
        "volunteers/quiz_result.html",
        done=done,
        wrong=_wrong(done),
        record=next((row for row in records if row.course_id == done.course_id), None) if done.is_passed else None,
        left=max((done.course.tries_a_day or 0) - tried, 0),
        skill_names=skill_names,
    )


def _wrong(done: TrainingTry) -> list[tuple[TrainingQuestion, list[dict[str, Any]]]]:
    """The questions that were not right, with the options that were chosen; none where they were changed since."""
    if done.course.changed_at > done.at:
        return []
    answered = [(row, done.answers.get(str(row.id))) for row in done.course.questions]
    return [
        (row, [option for place, option in enumerate(row.options) if place in chosen])
        for row, chosen in answered
        if chosen is not None and set(chosen) != row.right
    ]


def _again(result: str, id: int) -> str:
    flash(_("已经提交过了，这是结果。"))
    return url_for("volunteers.quiz_result", code=result) if result else url_for("volunteers.course", id=id)


lead_again(_again, course)
