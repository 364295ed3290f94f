"""One lesson: its list, its screen, its note, and what was put right."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.bookings.rules.venue_codes import seconds_left
from sciencepop.college import services
from sciencepop.college.forms.lessons import CorrectForm, NoteForm
from sciencepop.college.models import CourseClass, Enrolment, Mark
from sciencepop.college.queries import enrolments, teaching
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.attendance import EARLY, TeachingRefusal, is_sign_in_open
from sciencepop.college.services.attendance import lesson_code, lesson_of, why_list_closed
from sciencepop.college.teaching_messages import MARK_SOURCES, MARKS, SENTENCES
from sciencepop.college.views import bp
from sciencepop.college.views.access import may_correct, taught_class
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.get("/college/teach/<code>/<int:number>")
@signed_in
def lesson(code: str, number: int) -> Answer:
    """Who was at a lesson, and what it was about."""
    return lesson_page(taught_class(code), number)


def lesson_page(one: CourseClass, number: int, refusal: str = "") -> Answer:
    """The page of one lesson, with a refusal's sentence where something was refused."""
    session, now = db.session(), clock.now()
    found, marks = lesson_of(one, number), teaching.marks_of_class(session, one.id)
    learners = enrolments.list_in_class(session, one.id, Enrolment.state.in_(states.FIRM))
    closed = why_list_closed(session, found, now)
    correct_form = CorrectForm(formdata=None)
    _offer(correct_form, one)
    record = teaching.records_of(session, one.id).get(found.id)
    page = render_template(
        "college/lesson.html",
        one=one,
        lesson=found,
        learners=learners,
        own={row.id: marks[found.id, row.id] for row in learners if (found.id, row.id) in marks},
        granted={row.enrolment_id for row in teaching.list_leave(session, one.id) if _granted(row, found.id)},
        record=record,
        closed=SENTENCES[closed] if closed else "",
        may_correct=closed is TeachingRefusal.LIST_CLOSED and may_correct(me(), one, found),
        corrections=teaching.list_corrections(session, found.id),
        names={row.id: row.person.name for row in learners},
        note_form=NoteForm(formdata=None, obj=record),
        correct_form=correct_form,
        press=PressForm(formdata=None),
        marks=MARKS,
        sources=MARK_SOURCES,
        choices=[Mark.PRESENT, Mark.LATE, Mark.ABSENT],
        Mark=Mark,
        me_id=me().id,
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _granted(row: object, lesson_id: int) -> bool:
    return row.lesson_id == lesson_id and row.is_granted is True  # type: ignore[attr-defined]


def _offer(form: CorrectForm, one: CourseClass) -> None:
    learners = enrolments.list_in_class(db.session(), one.id, Enrolment.state.in_(states.FIRM))
    form.offer([(row.code, row.person.name or row.code) for row in learners])


@bp.post("/college/teach/<code>/<int:number>/list")
@signed_in
def lesson_list(code: str, number: int) -> Answer:
    """The list as it was ticked."""
    taught_class(code)
    given = {name[5:]: value for name, value in request.form.items() if name.startswith("mark-")}
    marks = {name: Mark(value) for name, value in given.items() if value in set(Mark)}
    done = str(_("名单已保存。"))
    return _back(code, number, press(PressForm(), services.keep_list, code, number, marks, done=done))


@bp.post("/college/teach/<code>/<int:number>/correct")
@signed_in
def lesson_correct(code: str, number: int) -> Answer:
    """Put a mark right."""
    one = taught_class(code)
    require(may_correct(me(), one, lesson_of(one, number)))
    form = CorrectForm()
    _offer(form, one)
    mark = form.mark.data if form.mark.data in set(Mark) else Mark.ABSENT
    wish = form.learner.data or "", Mark(mark), form.reason.data or ""
    done = str(_("已更正，并留下了记录。"))
    return _back(code, number, press(form, services.correct_mark, code, number, *wish, done=done))


@bp.post("/college/teach/<code>/<int:number>/note")
@signed_in
def lesson_note(code: str, number: int) -> Answer:
    """What the lesson was about."""
    taught_class(code)
    form = NoteForm()
    wish = form.note.data or "", form.homework.data or ""
    return _back(code, number, press(form, services.note_lesson, code, number, *wish))


@bp.get("/college/teach/<code>/<int:number>/screen")
@signed_in
def lesson_screen(code: str, number: int) -> str:
    """The code of this minute, large, for the screen in the room."""
    one, now = taught_class(code), clock.now()
    found = lesson_of(one, number)
    return render_template(
        "college/lesson_screen.html",
        one=one,
        lesson=found,
        code=lesson_code(found, now) if is_sign_in_open(found.starts_at, found.ends_at, now) else "",
        left=seconds_left(now),
        opens_at=found.starts_at - EARLY,
    )


def _back(code: str, number: int, refusal: str | None) -> Answer:
    if refusal:
        return lesson_page(taught_class(code), number, refusal)
    return redirect(url_for("college.lesson", code=code, number=number), 303)


def _again(_result: str, code: str, number: int) -> str:
    return url_for("college.lesson", code=code, number=number)


lead_again(_again, lesson_list, lesson_correct, lesson_note)
