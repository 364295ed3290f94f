"""Who came to a course: entered by coordinators and officers. And what officers do with courses."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import manager, officer, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.volunteers.care_messages import COURSE_KINDS, COURSE_STATES, care_sentence
from sciencepop.volunteers.forms.training import CameForm, CourseForm, QuestionForm, question_data
from sciencepop.volunteers.messages import skill_names
from sciencepop.volunteers.models import CourseKind, CourseState, TrainingCourse
from sciencepop.volunteers.queries import training as queries
from sciencepop.volunteers.services import courses as services
from sciencepop.volunteers.services import training as passing
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.words import role_name


@bp.get("/manage/training")
@manager
def training_desk() -> str:
    """The courses; for officers with what they write, for coordinators those whose attendance they enter."""
    rows = queries.list_courses(db.session())
    if not me().is_officer:
        rows = [row for row in rows if row.state is CourseState.OPEN]
    return render_template(
        "volunteers/training_desk.html",
        rows=rows,
        kinds=COURSE_KINDS,
        states=COURSE_STATES,
        skill_names=skill_names,
        role_name=role_name,
    )


@bp.route("/manage/training/<int:id>/came", methods=["GET", "POST"])
@manager
def training_came(id: int) -> Answer:
    """Enter who came to a course on a day."""
    course = queries.get_course(db.session(), id)
    if course.kind is not CourseKind.ATTENDANCE or course.state is CourseState.DRAFT:
        raise NotFound
    form = CameForm(came_on=clock.today()) if request.method == "GET" else CameForm()
    if form.validate_on_submit() and form.came_on.data:
        bases = None if me().is_officer else me().managed_base_ids
        came = form.lines(), form.came_on.data
        done = str(_("已经登记，并写信告诉了本人。"))
        refusal = press(form, passing.record_attendance, id, *came, base_ids=bases, done=done, say=care_sentence)
        if not refusal:
            return redirect(url_for("volunteers.training_came", id=id), 303)
        form.refuse(None, refusal)
    page = _came_page(queries.get_course(db.session(), id), form)
    return (page, 422) if form.errors else page


def _came_page(course: TrainingCourse, form: CameForm) -> str:
    return render_template(
        "volunteers/training_came.html",
        course=course,
        form=form,
        rows=queries.list_attended(db.session(), course.id, None if me().is_officer else me().id),
        press=PressForm(formdata=None),
        today=clock.today(),
    )


@bp.post("/manage/training/records/<code>/void")
@manager
def training_void(code: str) -> Answer:
    """Take back what was entered by mistake: by who entered it, or by an officer."""
    record = queries.get_record(db.session(), code)
    require(me().is_officer or record.recorded_by == me().id)
    course_id = record.course_id
    refusal = press(PressForm(), passing.void_record, code, done=str(_("已经撤销。")), say=care_sentence)
    if refusal:
        form = CameForm(formdata=None, came_on=clock.today())
        form.refuse(None, refusal)
        return _came_page(queries.get_course(db.session(), course_id), form), 422
    return redirect(url_for("volunteers.training_came", id=course_id), 303)


@bp.route("/manage/training/new", methods=["GET", "POST"])
@officer
def course_new() -> Answer:
    """Write a course; it starts as a draft."""
    return _edit(None)


@bp.route("/manage/training/<int:id>", methods=["GET", "POST"])
@officer
def course_edit(id: int) -> Answer:
    """Change a course, and see its questions."""
    return _edit(queries.get_course(db.session(), id))


def _edit(course: TrainingCourse | None) -> Answer:
    id = course.id if course else None
    form = CourseForm(obj=course) if request.method == "GET" and course else CourseForm()
    saved: list[int] = []
    if form.validate_on_submit():
        refusal = press(
            form, lambda **who: saved.append(services.save_course(id, form.wish(), **who)), say=care_sentence
        )
        if not refusal:
            return redirect(url_for("volunteers.course_edit", id=saved[0]), 303)
        form.refuse(None, refusal)
    return _course_page(id, form)


def _course_page(id: int | None, form: CourseForm, refusal: str = "") -> Answer:
    page = render_template(
        "volunteers/course_edit.html",
        course=queries.get_course(db.session(), id) if id else None,
        form=form,
        states=COURSE_STATES,
        press=PressForm(formdata=None),
        refusal=refusal,
    )
    return (page, 422) if form.errors or refusal else page


@bp.post("/manage/training/<int:id>/state")
@officer
def course_state(id: int) -> Answer:
    """Open a course, or end it."""
    wanted = request.form.get("state", "")
    if wanted not in (CourseState.OPEN.value, CourseState.CLOSED.value):
        raise NotFound
    refusal = press(PressForm(), services.set_course_state, id, CourseState(wanted), say=care_sentence)
    return _to_course(id, refusal)


@bp.route("/manage/training/<int:id>/questions/<int:question>", methods=["GET", "POST"])
@officer
def question(id: int, question: int) -> Answer:
    """Ask something (0), or ask it in other words."""
    session = db.session()
    course = queries.get_course(session, id)
    if course.kind is not CourseKind.QUIZ:
        raise NotFound
    known = queries.get_question(session, id, question) if question else None
    form = QuestionForm(data=question_data(known)) if request.method == "GET" else QuestionForm()
    if form.validate_on_submit():
        refusal = press(form, services.save_question, id, question or None, form.wish(), say=care_sentence)
        if not refusal:
            return redirect(url_for("volunteers.course_edit", id=id), 303)
        form.refuse(None, refusal)
    page = render_template(
        "volunteers/question.html", course=queries.get_course(session, id), form=form, question=question
    )
    return (page, 422) if form.errors else page


@bp.post("/manage/training/<int:id>/questions/<int:question>/drop")
@officer
def question_drop(id: int, question: int) -> Answer:
    """Ask it no longer."""
    return _to_course(id, press(PressForm(), services.drop_question, id, question, say=care_sentence))


def _to_course(id: int, refusal: str | None) -> Answer:
    if refusal:
        form = CourseForm(formdata=None, obj=queries.get_course(db.session(), id))
        return _course_page(id, form, refusal)
    return redirect(url_for("volunteers.course_edit", id=id), 303)


def _again(result: str, id: int = 0, **_found: Any) -> str:
    return url_for("volunteers.course_edit", id=id or int(result or 0))


_POSTED: tuple[Any, ...] = (course_new, course_edit, course_state, question, question_drop)
for _view in _POSTED:
    lead_again(_again, _view)
lead_again(lambda _result, id: url_for("volunteers.training_came", id=id), training_came)
lead_again(
    lambda _result, code: url_for("volunteers.training_came", id=queries.get_record(db.session(), code).course_id),
    training_void,
)
