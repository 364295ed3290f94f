"""What is said about me and to me: notes and sanctions with my answers, letters to a coordinator, and feedback."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.volunteers.care_messages import DECISIONS, NOTE_KINDS, care_sentence
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.forms.care import FeedbackForm, WordsForm, named
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Assignment, VolunteerSanction
from sciencepop.volunteers.queries import care as queries
from sciencepop.volunteers.queries import sanctions as sanction_queries
from sciencepop.volunteers.queries.assignments import get_assignment
from sciencepop.volunteers.rules.care import refuse_feedback
from sciencepop.volunteers.rules.sanctions import refuse_appeal
from sciencepop.volunteers.services import feedback as feedback_services
from sciencepop.volunteers.services import sanctions as sanction_services
from sciencepop.volunteers.services import team
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.words import role_name


@bp.get("/volunteer/record")
@signed_in
def record() -> Answer:
    """Notes about me, and sanctions with their rule, days and appeal."""
    return _page()


def _page(refusal: str = "") -> Answer:
    session, policy = db.session(), care_policy()
    notes, sanctions = queries.list_notes(session, me().id), sanction_queries.list_sanctions(session, me().id)
    codes = [row.code for row in notes] + [row.code for row in sanctions]
    page = render_template(
        "volunteers/record.html",
        notes=notes,
        sanctions=sanctions,
        appealable={row.id for row in sanctions if _may_appeal(row)},
        appeal_until={row.id: row.set_at + timedelta(days=policy.appeal_days) for row in sanctions},
        kinds=NOTE_KINDS,
        decisions=DECISIONS,
        role_name=role_name,
        policy=policy,
        today=clock.today(),
        forms={code: named(WordsForm(formdata=None), f"words-{code}") for code in codes},
        refusal=refusal,
    )
    return (page, 422) if refusal else page


def _may_appeal(row: VolunteerSanction) -> bool:
    return (
        refuse_appeal(
            "....",
            set_at=row.set_at,
            appeal_days=care_policy().appeal_days,
            is_live=row.lifted_at is None,
            has_appealed=row.appealed_at is not None,
            now=clock.now(),
        )
        is None
    )


@bp.post("/volunteer/notes/<code>/answer")
@signed_in
def note_answer(code: str) -> Answer:
    """Answer a note about me, once."""
    form = WordsForm()
    if not form.validate_on_submit():
        return _page(str(_("请写清楚，至少四个字。")))
    words = form.words.data or ""
    return _done(press(form, feedback_services.answer_note, code, words, say=care_sentence))


@bp.post("/volunteer/sanctions/<code>/appeal")
@signed_in
def sanction_appeal(code: str) -> Answer:
    """Have another officer look at a sanction, once."""
    form = WordsForm()
    if not form.validate_on_submit():
        return _page(str(_("请写清楚，至少四个字。")))
    done = str(_("申诉已经提交。另一位工作人员看过以后会写信告诉您。"))
    words = form.words.data or ""
    return _done(press(form, sanction_services.appeal_sanction, code, words, done=done, say=care_sentence))


def _done(refusal: str | None) -> Answer:
    return _page(refusal) if refusal else redirect(url_for("volunteers.record"), 303)


@bp.route("/volunteer/mine/<code>/ask", methods=["GET", "POST"])
@signed_in
def ask(code: str) -> Answer:
    """Write to those who run my shift; they see no address of mine, nor I of theirs."""
    row = get_assignment(db.session(), code, me().id)
    form, refusal = WordsForm(), ""
    if request.method == "POST" and form.validate_on_submit():
        done = str(_("已经转给负责人。回话会出现在班次页面上，也会写信告诉您。"))
        words = form.words.data or ""
        refusal = press(form, team.write_to_coordinators, code, words, done=done, say=care_sentence) or ""
        if not refusal:
            return redirect(url_for("volunteers.assignment", code=code), 303)
        row = get_assignment(db.session(), code, me().id)
    page = render_template("volunteers/ask.html", row=row, shift=row.shift, form=form, refusal=refusal)
    return (page, 422) if refusal or form.errors else page


@bp.route("/volunteer/mine/<code>/feedback", methods=["GET", "POST"])
@signed_in
def feedback(code: str) -> Answer:
    """How my shift was; nobody sees whose answer it is."""
    row = get_assignment(db.session(), code, me().id)
    said = queries.find_feedback(db.session(), row.id)
    told = {"ticks": said.ticks, "words": said.words} if said else {}
    form = FeedbackForm(data=told) if request.method == "GET" else FeedbackForm()
    refusal = "" if may_say(row) else str(_("班次结束、时长记下以后的一个月里，来过的人可以评价。"))
    if request.method == "POST" and form.validate_on_submit():
        answer = form.given(), form.words.data or ""
        done = str(_("谢谢您告诉我们！"))
        refusal = press(form, feedback_services.give_feedback, code, *answer, done=done, say=care_sentence) or ""
        if not refusal:
            return redirect(url_for("volunteers.assignment", code=code), 303)
        row = get_assignment(db.session(), code, me().id)
    page = render_template(
        "volunteers/feedback.html", row=row, shift=row.shift, form=form, refusal=refusal, is_open=may_say(row)
    )
    return (page, 422) if request.method == "POST" else page


def may_say(row: Assignment) -> bool:
    """Whether feedback about this assignment is taken now."""
    after, now = hours_policy().counted_after, clock.now()
    return refuse_feedback(row.state, ends_at=row.shift.ends_at, counted_after=after, now=now) is None


def _to_record(_result: str, **_found: object) -> str:
    return url_for("volunteers.record")


def _to_assignment(_result: str, code: str) -> str:
    return url_for("volunteers.assignment", code=code)


lead_again(_to_record, note_answer, sanction_appeal)
lead_again(_to_assignment, ask, feedback)
