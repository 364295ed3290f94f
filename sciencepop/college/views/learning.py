"""What a learner does in a class: signs in, asks for leave, takes files along, says how it was; and the transcript."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.college import services
from sciencepop.college.forms.lessons import EvaluationForm, SignForm, WhyForm
from sciencepop.college.models import EnrolmentState
from sciencepop.college.queries import certificates, classes, enrolments, teaching
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.completion import progress_of
from sciencepop.college.views import bp
from sciencepop.college.views.access import may_teach
from sciencepop.college.views.mine import back_to_mine
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.forms import PressForm
from sciencepop.core.web import limiter


def _holder() -> str:
    return f"lesson:{current_user.get_id()}:{(request.view_args or {}).get('code', '')[:20]}"


@bp.post("/college/mine/<code>/sign")
@signed_in
@limiter.limit("12 per 10 minutes", key_func=_holder)
def sign_lesson(code: str) -> Answer:
    """A few tries with the digits on the screen, then the list."""
    form = SignForm()
    done = str(_("签到成功，好好上课！"))
    return back_to_mine(code, press(form, services.sign_in, code, form.digits.data or "", done=done))


@bp.post("/college/mine/<code>/leave/<int:number>")
@signed_in
def leave_ask(code: str, number: int) -> Answer:
    """I cannot come to this lesson."""
    form = WhyForm()
    done = str(_("已请假，教学点会答复您。"))
    return back_to_mine(code, press(form, services.ask_leave, code, number, form.reason.data or "", done=done))


@bp.post("/college/mine/<code>/leave/<int:number>/back")
@signed_in
def leave_back(code: str, number: int) -> Answer:
    """I can, after all."""
    done = str(_("已收回，课上见！"))
    return back_to_mine(code, press(PressForm(), services.take_back_leave, code, number, done=done))


@bp.post("/college/mine/<code>/evaluate")
@signed_in
def evaluate(code: str) -> Answer:
    """How it was."""
    form = EvaluationForm()
    said = form.teaching.data or 0, form.content.data or 0, form.words.data or ""
    return back_to_mine(code, press(form, services.evaluate, code, *said, done=str(_("谢谢！您的话不署名。"))))


@bp.get("/college/classes/<code>/files/<int:id>")
@signed_in
def material(code: str, id: int) -> Response:
    """A file of a class, for its learners and whoever teaches. It is always saved, never shown in the site's name."""
    session = db.session()
    one = classes.get_class(session, code)
    own = enrolments.find_own(session, one.id, me().id)
    require((own is not None and own.state in states.FIRM) or may_teach(me(), one))
    row = teaching.get_material(session, one.id, id)
    return saved(row.content, row.media_type, row.filename)


@bp.get("/college/learning")
@signed_in
def learning() -> str:
    """My transcript: every class that I finished, with its hours and its certificate."""
    session = db.session()
    rows = [row for row in enrolments.list_mine(session, me().id) if row.state in states.FIRM]
    marks = teaching.marks_by_enrolment(session, [row.id for row in rows])
    held = {row.enrolment_id: row for row in certificates.list_own_certificates(session, me().id) if not row.revoked_at}
    completed = [row for row in rows if row.state is EnrolmentState.COMPLETED]
    return render_template(
        "college/learning.html",
        rows=rows,
        marks=marks,
        held=held,
        completed=len(completed),
        hours=sum(row.course_class.course.hours for row in completed),
        progress_of=progress_of,
        **words(),
    )


def _again(_result: str, code: str, **_found: object) -> str:
    return url_for("college.enrolment", code=code)


lead_again(_again, sign_lesson, leave_ask, leave_back, evaluate)
