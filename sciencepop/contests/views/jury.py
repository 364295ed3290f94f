"""What jurors see: the rules, their entries by number, one entry to score."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.contests import services
from sciencepop.contests.forms.teams import ScoreForm
from sciencepop.contests.models import JuryTask, RoundState
from sciencepop.contests.queries import contests
from sciencepop.contests.queries import jury as queries
from sciencepop.contests.views import bp
from sciencepop.contests.views.pressing import Answer, me, press, words
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.get("/contests/jury/<code>")
@signed_in
def jury(code: str) -> Answer:
    """What I judge in a contest; before I agreed, the rules alone."""
    return _page(code)


def _page(code: str, refusal: str | None = None) -> Answer:
    session = db.session()
    one = contests.get_contest(session, code)
    juror = queries.find_juror(session, one.id, me().id)
    if juror is None:
        raise NotFound
    page = render_template(
        "contests/jury.html",
        one=one,
        juror=juror,
        tasks=queries.list_tasks(session, juror.id) if juror.accepted_at else [],
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/contests/jury/<code>/accept")
@signed_in
def jury_accept(code: str) -> Answer:
    """Agree to the rules."""
    refusal = press(PressForm(), services.accept_jury, code, done=str(_("谢谢！有作品要评审时写信告诉您。")))
    return _page(code, refusal) if refusal else redirect(url_for("contests.jury", code=code), 303)


def _task(id: int) -> JuryTask:
    task = queries.get_task(db.session(), id, me().id)
    if task.juror.accepted_at is None:
        raise NotFound
    return task


@bp.route("/contests/jury/tasks/<int:id>", methods=["GET", "POST"])
@signed_in
def jury_task(id: int) -> Answer:
    """One entry: its number, its files, its words, and my points for it."""
    task = _task(id)
    form = ScoreForm(comment=task.comment)
    given = {row.criterion_id: str(row.points) for row in task.scores}
    refusal = None
    if request.method == "POST":
        given = {row.id: request.form.get(f"points-{row.id}", "") for row in task.entry.round.criteria}
        code = task.juror.contest.code
        points = {key: _whole(text) for key, text in given.items()}
        refusal = press(form, services.score, id, points, form.comment.data or "", done=str(_("分数已记下。")))
        if not refusal:
            return redirect(url_for("contests.jury", code=code), 303)
        task = _task(id)
    page = render_template(
        "contests/jury_task.html",
        task=task,
        entry=task.entry,
        round=task.entry.round,
        one=task.juror.contest,
        is_open=task.entry.round.state is RoundState.JUDGING,
        given=given,
        form=form,
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _whole(text: str) -> int:
    """Points as they were typed; -1, which no criterion takes, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else -1


@bp.post("/contests/jury/tasks/<int:id>/conflict")
@signed_in
def jury_conflict(id: int) -> Answer:
    """I know whose it is: somebody else judges it."""
    code = _task(id).juror.contest.code
    refusal = press(PressForm(), services.declare_conflict, id, done=str(_("已回避，作品会转给别的评委。")))
    return _page(code, refusal) if refusal else redirect(url_for("contests.jury", code=code), 303)


lead_again(lambda _result, code: url_for("contests.jury", code=code), jury_accept)
lead_again(lambda result, **_found: url_for("contests.jury_task", id=int(result)), jury_task)
lead_again(lambda result, **_found: url_for("contests.jury", code=result), jury_conflict)
