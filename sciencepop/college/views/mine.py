"""My classes: what I have, an offer to answer, leaving."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.college import services
from sciencepop.college.models import EnrolmentState
from sciencepop.college.queries import classes, courses, enrolments
from sciencepop.college.rules.refusals import refuse_withdrawing
from sciencepop.college.views import bp
from sciencepop.college.views.learning_facts import learning_facts
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.get("/college/mine")
@signed_in
def mine() -> str:
    """My classes with their next lesson, or those that ended."""
    past = "past" in request.args
    rows = enrolments.list_mine(db.session(), me().id, live=not past)
    now, teaches = clock.now(), courses.find_lecturer_of(db.session(), me().id) is not None
    coming = {
        row.id: next((lesson for lesson in row.course_class.lessons if lesson.ends_at > now), None) for row in rows
    }
    return render_template("college/mine.html", rows=rows, past=past, coming=coming, teaches=teaches, **words())


@bp.get("/college/mine/<code>")
@signed_in
def enrolment(code: str) -> Answer:
    """One class of mine, with every lesson."""
    return my_class_page(code)


def my_class_page(code: str, refusal: str = "") -> Answer:
    """The page of one class of mine, with a refusal's sentence where something was refused."""
    session, now = db.session(), clock.now()
    row = enrolments.get_enrolment(session, code, me().id)
    one = classes.get_class(session, row.course_class.code)
    may_leave = refuse_withdrawing(row.state, ends_at=one.ends_at, now=now) is None
    page = render_template(
        "college/enrolment.html",
        row=row,
        one=one,
        may_leave=may_leave,
        is_offer=row.state is EnrolmentState.OFFERED and may_leave,
        form=PressForm(formdata=None),
        refusal=refusal,
        now=now,
        **learning_facts(session, one, row),
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/college/mine/<code>/accept")
@signed_in
def accept(code: str) -> Answer:
    """Take an offered seat."""
    return back_to_mine(code, press(PressForm(), services.accept, code, done=str(_("已确定。课上见！"))))


@bp.post("/college/mine/<code>/withdraw")
@signed_in
def withdraw(code: str) -> Answer:
    """Leave, or decline an offer."""
    return back_to_mine(code, press(PressForm(), services.withdraw, code, done=str(_("已退出。谢谢您告诉我们。"))))


def back_to_mine(code: str, refusal: str | None) -> Answer:
    """Back to a class of mine, or the refusal on its page."""
    return my_class_page(code, refusal) if refusal else redirect(url_for("college.enrolment", code=code), 303)


def _again(_result: str, code: str) -> str:
    return url_for("college.enrolment", code=code)


lead_again(_again, accept, withdraw)
