"""The pages of whoever teaches: my classes, and one class with leave, notices, files, homework and results."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_
from werkzeug.wrappers import Response

from sciencepop.bookings.rules.feedback import FEWEST, shown_sentences
from sciencepop.college import services
from sciencepop.college.forms.lessons import MaterialForm, NoticeForm, UnitForm, WhyForm
from sciencepop.college.models import ClassState, CourseClass, Lesson
from sciencepop.college.queries import certificates, classes, courses, teaching
from sciencepop.college.services import GivenFile
from sciencepop.college.services.completion import missing_lists, standings
from sciencepop.college.teaching_messages import OUTCOMES
from sciencepop.college.views import bp
from sciencepop.college.views.access import heads, taught_class
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.access import teaching as for_heads
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.table_out import table_answer
from sciencepop.programme.forms.fields import option


@bp.get("/college/teach")
@signed_in
def teach() -> str:
    """The classes that I give, or of which I give a lesson."""
    session = db.session()
    lecturer = courses.find_lecturer_of(session, me().id)
    mine = or_(
        CourseClass.lecturer_id == (lecturer.id if lecturer else 0),
        CourseClass.lessons.any(Lesson.lecturer_id == (lecturer.id if lecturer else 0)),
    )
    rows = classes.list_classes(session, mine, CourseClass.state != ClassState.DRAFT) if lecturer else []
    now = clock.now()
    rows = sorted(rows, key=lambda one: one.ends_at <= now)
    return render_template("college/teach.html", rows=rows, lecturer=lecturer, now=now, **words())


@bp.get("/college/teach/<code>")
@signed_in
def class_teach(code: str) -> Answer:
    """One class as it is taught."""
    return teach_page(taught_class(code))


def teach_page(one: CourseClass, refusal: str = "") -> Answer:
    """The page of one class, with a refusal's sentence where something was refused."""
    session, now = db.session(), clock.now()
    found, said = standings(session, one), teaching.list_evaluations(session, one.id)
    unit_form = UnitForm(formdata=None)
    _offer_units(unit_form, [row.enrolment.unit for row in found])
    page = render_template(
        "college/class_teach.html",
        one=one,
        standings=found,
        records=teaching.records_of(session, one.id),
        asked=teaching.list_leave(session, one.id),
        notices=teaching.list_notices(session, one.id),
        materials=teaching.list_materials(session, one.id),
        missing=missing_lists(session, one),
        certified=certificates.list_holding_certificates(session, one.id),
        answers=len(said),
        scores=_scores([row.teaching for row in said], [row.content for row in said]),
        sentences=shown_sentences(len(said), [row.words for row in said if row.words]),
        outcomes=OUTCOMES,
        decides=heads(me(), one),
        is_over=one.ends_at <= now,
        notice_form=NoticeForm(formdata=None),
        material_form=MaterialForm(formdata=None),
        why_form=WhyForm(formdata=None),
        unit_form=unit_form,
        press=PressForm(formdata=None),
        is_officer=me().is_officer,
        fewest=FEWEST,
        refusal=refusal,
        now=now,
        **words(),
    )
    return (page, 422) if refusal else page


def _scores(*lists: list[int]) -> list[float] | None:
    """The means of scores, from FEWEST answers on."""
    return [sum(one) / len(one) for one in lists] if len(lists[0]) >= FEWEST else None


def _offer_units(form: UnitForm, units: list[str]) -> None:
    form.unit.choices = [option(unit, unit) for unit in sorted({unit for unit in units if unit})]


@bp.post("/college/teach/<code>/leave/<int:id>")
@for_heads
def leave_answer(code: str, id: int) -> Answer:
    """The point grants leave, or says why not."""
    require(heads(me(), taught_class(code)))
    form = WhyForm()
    wish: dict[str, Any] = {"is_granted": "grant" in request.form, "words": form.reason.data or ""}
    done = str(_("已答复，并写信告诉了学员。"))
    return _back(code, press(form, services.answer_leave, code, id, done=done, **wish))


@bp.post("/college/teach/<code>/notice")
@signed_in
def notice_send(code: str) -> Answer:
    """Tell the whole class."""
    taught_class(code)
    form = NoticeForm()
    done = str(_("已写信通知全班。"))
    return _back(code, press(form, services.send_notice, code, form.words.data or "", done=done))


@bp.post("/college/teach/<code>/files")
@signed_in
def material_add(code: str) -> Answer:
    """A file for the learners."""
    taught_class(code)
    form = MaterialForm()
    handed = form.file.data
    given = GivenFile(handed.filename or "", handed.read()) if handed else GivenFile("", b"")
    return _back(code, press(form, services.add_material, code, given, done=str(_("学员现在可以下载了。"))))


@bp.post("/college/teach/<code>/files/<int:id>/drop")
@signed_in
def material_drop(code: str, id: int) -> Answer:
    taught_class(code)
    return _back(code, press(PressForm(), services.drop_material, code, id, done=str(_("文件已删除。"))))


@bp.post("/college/teach/<code>/homework")
@signed_in
def homework(code: str) -> Answer:
    """Whose homework is done."""
    taught_class(code)
    return _back(code, press(PressForm(), services.mark_homework, code, request.form.getlist("done")[:1000]))


@bp.post("/college/teach/<code>/finish")
@for_heads
def class_finish(code: str) -> Answer:
    """Work out the results."""
    require(heads(me(), taught_class(code)))
    done = str(_("结果已算好，并写信告诉了学员。证书由分校签发。"))
    return _back(code, press(PressForm(), services.finish_class, code, done=done))


@bp.get("/college/teach/<code>/results.csv")
@for_heads
def class_results(code: str) -> Response:
    """Attendance and results as a table; of one unit where it is asked for."""
    one = taught_class(code)
    require(heads(me(), one))
    unit = request.args.get("unit", "")
    head = ("name", "unit", "present", "late", "leave", "absent", "counted", "needed", "homework", "state")
    rows = [
        (
            row.enrolment.person.name,
            row.enrolment.unit,
            row.progress.present,
            row.progress.late,
            row.progress.leave,
            row.progress.absent,
            row.progress.counted,
            row.progress.needed,
            int(row.has_homework),
            row.enrolment.state.value,
        )
        for row in standings(db.session(), one)
        if unit in ("", row.enrolment.unit)
    ]
    return table_answer(head, rows, f"results-{one.code}.csv")


@bp.post("/college/teach/<code>/report")
@for_heads
def unit_report(code: str) -> Answer:
    """Write to a unit's contact how those it named did."""
    one = taught_class(code)
    require(heads(me(), one))
    form = UnitForm()
    _offer_units(form, [row.enrolment.unit for row in standings(db.session(), one)])
    wish = form.unit.data or "", form.address.data or ""
    return _back(code, press(form, services.report_to_unit, code, *wish, done=str(_("已写信给单位。"))))


def _back(code: str, refusal: str | None) -> Answer:
    if refusal:
        return teach_page(taught_class(code), refusal)
    return redirect(url_for("college.class_teach", code=code), 303)


def _again(_result: str, code: str, **_found: object) -> str:
    return url_for("college.class_teach", code=code)


lead_again(_again, leave_answer, notice_send, material_add, material_drop, homework, class_finish, unit_report)
