"""The term's desk: its days off with what they move, its classes with fill and troubles, small classes, last term's."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.college import services
from sciencepop.college.forms.people import ReasonForm
from sciencepop.college.forms.teaching import CopyForm, DaysForm, DaysQuery, TermForm
from sciencepop.college.messages import sentence
from sciencepop.college.models import ClassState, CourseClass
from sciencepop.college.queries import classes
from sciencepop.college.queries import terms as queries
from sciencepop.college.rules.classes import SmallStep
from sciencepop.college.rules.timetable import list_clashes
from sciencepop.college.services import DaysWish
from sciencepop.college.services.small import step_of
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm


@bp.route("/district/college/terms/new", methods=["GET", "POST"])
@officer
def term_new() -> Answer:
    return _term_form(TermForm(), None)


@bp.route("/district/college/terms/<code>/edit", methods=["GET", "POST"])
@officer
def term_edit(code: str) -> Answer:
    term = queries.get_term(db.session(), code)
    return _term_form(TermForm(obj=term), code)


def _term_form(form: TermForm, code: str | None) -> Answer:
    saved: list[str] = []
    if form.validate_on_submit():
        refusal = press(form, lambda **who: saved.append(services.save_term(form.wish(), code, **who)))
        if not refusal:
            return redirect(url_for("college.term_desk", code=saved[0]), 303)
        form.refuse(None, refusal)
    page = render_template("college/term_form.html", form=form, code=code)
    return (page, 422) if form.errors else page


@bp.get("/district/college/terms/<code>")
@officer
def term_desk(code: str) -> Answer:
    """Everything of a term."""
    return _desk(code)


def _desk(code: str, refusal: str = "") -> Answer:
    session, now = db.session(), clock.now()
    term = queries.get_term(session, code)
    rows = classes.list_classes(session, CourseClass.term_id == term.id)
    fills = classes.fill_of(session, rows)
    copy_form = CopyForm(formdata=None)
    copy_form.offer([one for one in queries.list_terms(session) if one.id != term.id])
    page = render_template(
        "college/term_desk.html",
        term=term,
        rows=rows,
        fills=fills,
        by_id={one.id: one for one in rows},
        clashes=_clashes(rows),
        small={one.id: step_of(one, fills[one.id], now) for one in rows},
        SmallStep=SmallStep,
        days_form=DaysQuery(formdata=None),
        copy_form=copy_form,
        reason_form=ReasonForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _clashes(rows: object) -> list[object]:
    """The timetable's conflicts within the term: one line for two classes, however many lessons it is."""
    lessons = [
        classes.taught(lesson, one.point_id, one.room_zh)
        for one in rows  # type: ignore[attr-defined]
        if one.state is not ClassState.DISSOLVED
        for lesson in one.lessons
    ]
    firsts: dict[tuple[object, ...], object] = {}
    for clash in list_clashes(lessons):
        pair = tuple(sorted((clash.first.class_id, clash.second.class_id)))
        firsts.setdefault((clash.trouble, *pair), clash)
    return list(firsts.values())


@bp.route("/district/college/terms/<code>/days", methods=["GET", "POST"])
@officer
def term_days(code: str) -> Answer:
    """Days off to add or to take away: first what they would move, then the button."""
    queries.get_term(db.session(), code)
    form = DaysForm() if request.method == "POST" else DaysQuery(request.args)
    drop = request.values.get("drop", type=int)
    if drop is None and not form.validate():
        words_of_it = next((str(error) for errors in form.errors.values() for error in errors), "")
        return _desk(code, words_of_it or str(_("请检查停课日。")))
    wish = form.wish() if drop is None else DaysWish(drop=drop)
    if request.method == "POST":
        carried = PressForm() if drop is not None else form
        refusal = press(carried, services.change_days, code, wish, done=str(_("已保存，改了时间的班已通知学员。")))
        return _desk(code, refusal) if refusal else redirect(url_for("college.term_desk", code=code), 303)
    try:
        moved = services.preview_days(code, wish, by=me(), now=clock.now())
    except RuleBroken as broken:
        words_of_it = sentence(broken)
        db.session.rollback()
        return _desk(code, words_of_it)
    term = queries.get_term(db.session(), code)
    return render_template(
        "college/term_days.html", term=term, wish=wish, moved=moved, form=PressForm(formdata=None), **words()
    )


@bp.post("/district/college/terms/<code>/warn")
@officer
def term_warn(code: str) -> Answer:
    """The first pass over small classes."""
    counted: list[int] = []
    refusal = press(PressForm(), lambda **who: counted.append(services.warn_small(code, **who)), done=None)
    return _told(code, refusal, ngettext("提醒了 %(num)d 个班。", "提醒了 %(num)d 个班。", sum(counted)))


@bp.post("/district/college/terms/<code>/dissolve")
@officer
def term_dissolve(code: str) -> Answer:
    """The second pass."""
    counted: list[int] = []
    form = ReasonForm()
    reason = form.reason.data or ""
    refusal = press(form, lambda **who: counted.append(services.dissolve_small(code, reason, **who)), done=None)
    return _told(code, refusal, ngettext("停开了 %(num)d 个班。", "停开了 %(num)d 个班。", sum(counted)))


@bp.post("/district/college/terms/<code>/copy")
@officer
def term_copy(code: str) -> Answer:
    """Last term's classes as drafts of this one."""
    form = CopyForm()
    form.offer(queries.list_terms(db.session()))
    copied: list[services.Copied] = []
    source = form.source.data or ""
    refusal = press(form, lambda **who: copied.append(services.copy_term(source, code, **who)), done=None)
    made = sum(one.made for one in copied)
    told = str(ngettext("复制了 %(num)d 个班，都是草稿。", "复制了 %(num)d 个班，都是草稿。", made))
    left_out = str(_("、")).join(title for one in copied for title in one.left_out)
    return _told(code, refusal, told + (str(_("排不下的：%(titles)s。", titles=left_out)) if left_out else ""))


def _told(code: str, refusal: str | None, words_of_it: str) -> Answer:
    if refusal:
        return _desk(code, refusal)
    flash(words_of_it)
    return redirect(url_for("college.term_desk", code=code), 303)


def _again(_result: str, code: str) -> str:
    return url_for("college.term_desk", code=code)


def _to_saved(result: str, **_found: object) -> str:
    return url_for("college.term_desk", code=result) if result else url_for("college.branch")


lead_again(_to_saved, term_new, term_edit)
for _view in (term_days, term_warn, term_dissolve, term_copy):
    lead_again(_again, _view)
