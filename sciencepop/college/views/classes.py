"""Officers plan, change, publish and dissolve classes."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.college import services
from sciencepop.college.forms.people import ReasonForm
from sciencepop.college.forms.teaching import ClassForm, NumbersForm
from sciencepop.college.models import ClassState, Term
from sciencepop.college.queries import classes, courses, points, terms
from sciencepop.college.views import bp
from sciencepop.college.views.desk import answer, class_page, to_class
from sciencepop.college.views.pressing import Answer, press, words
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.route("/district/college/terms/<code>/classes/new", methods=["GET", "POST"])
@officer
def class_new(code: str) -> Answer:
    """A draft of a class, with its lessons."""
    term = terms.get_term(db.session(), code)
    form, made = ClassForm(), []
    _offer(form)
    if form.validate_on_submit():
        refusal = press(
            form,
            lambda **who: made.append(services.plan_class(code, form.wish(), **who)),
            done=str(_("草稿已保存。请看有没有冲突，再公布。")),
        )
        if not refusal:
            return redirect(url_for("college.class_desk", code=made[0]), 303)
        form.refuse(None, refusal)
    return _form_page(form, term, None)


@bp.route("/district/college/classes/<code>/edit", methods=["GET", "POST"])
@officer
def class_edit(code: str) -> Answer:
    """Change a draft."""
    one = classes.get_class(db.session(), code)
    if one.state is not ClassState.DRAFT:
        return redirect(url_for("college.class_desk", code=code), 303)
    form, term = ClassForm(obj=one), one.term
    _offer(form)
    if request.method == "GET":
        form.show(one)
    if form.validate_on_submit():
        refusal = press(form, services.change_class, code, form.wish())
        if not refusal:
            return redirect(url_for("college.class_desk", code=code), 303)
        form.refuse(None, refusal)
    return _form_page(form, term, code)


def _offer(form: ClassForm) -> None:
    session = db.session()
    form.offer(courses.list_courses(session), points.list_teaching(session), courses.list_lecturers(session))


def _form_page(form: ClassForm, term: Term, code: str | None) -> Answer:
    page = render_template("college/class_form.html", form=form, term=term, code=code, **words())
    return (page, 422) if form.errors else page


@bp.post("/district/college/classes/<code>/step")
@officer
def class_step(code: str) -> Answer:
    """Publish a draft, or throw it away."""
    one = classes.get_class(db.session(), code)
    term_code, step = one.term.code, request.form.get("step", "")
    if step == "publish":
        return answer(code, press(PressForm(), services.publish_class, code, done=str(_("已公布。"))))
    if step != "drop":
        raise NotFound
    refusal = press(PressForm(), services.drop_class, code, done=str(_("草稿已删除。")))
    return class_page(code, refusal) if refusal else redirect(url_for("college.term_desk", code=term_code), 303)


@bp.post("/district/college/classes/<code>/numbers")
@officer
def class_numbers(code: str) -> Answer:
    """Seats and room of a published class."""
    classes.get_class(db.session(), code)
    form = NumbersForm()
    wish: dict[str, Any] = {"minimum": form.minimum.data or 0, "capacity": form.capacity.data or 1}
    wish |= {"room_zh": form.room_zh.data or "", "room_en": form.room_en.data or ""}
    return answer(code, press(form, services.change_numbers, code, **wish))


@bp.post("/district/college/classes/<code>/dissolve")
@officer
def class_dissolve(code: str) -> Answer:
    """End one class, with its reason."""
    classes.get_class(db.session(), code)
    form = ReasonForm()
    reason = form.reason.data or ""
    return answer(code, press(form, services.dissolve_class, code, reason, done=str(_("已停开，并通知了学员。"))))


def _to_saved(result: str, **_found: object) -> str:
    return url_for("college.class_desk", code=result) if result else url_for("college.branch")


lead_again(_to_saved, class_new)
lead_again(to_class, class_edit, class_numbers, class_dissolve)
lead_again(lambda _result, code: url_for("college.branch"), class_step)
