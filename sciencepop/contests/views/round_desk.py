"""What organisers do with a round: write it, have it judged, publish it, answer objections."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.contests import services
from sciencepop.contests.forms.contests import AnswerForm, RoundForm, WhyForm
from sciencepop.contests.messages import ROUND_STEPS
from sciencepop.contests.models import ContestRound, EntryState, Promotion, RoundState
from sciencepop.contests.queries import jury, teams
from sciencepop.contests.queries.contests import get_round
from sciencepop.contests.rules.lines import written
from sciencepop.contests.rules.ranking import Average, score_of
from sciencepop.contests.rules.states import ROUND_STEPS as NEXT
from sciencepop.contests.services.contests import said_of
from sciencepop.contests.services.jury import criteria_of
from sciencepop.contests.views import bp
from sciencepop.contests.views.desk import desk_page
from sciencepop.contests.views.pressing import Answer, organised, press, words
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm

NEW: dict[str, Any] = {"files_most": 3, "megabytes": 5, "scores_needed": 3, "media_types": ["application/pdf"]}


@bp.route("/manage/contests/<code>/rounds/new", methods=["GET", "POST"])
@manager
def round_new(code: str) -> Answer:
    """One more round."""
    one, form = organised(code), RoundForm(**NEW)
    if form.validate_on_submit():
        refusal = press(form, services.add_round, code, _wish(form))
        if not refusal:
            return redirect(url_for("contests.desk", code=code), 303)
        form.refuse(None, refusal)
        one = organised(code)
    page = render_template("contests/round_form.html", form=form, one=one, round=None, **words())
    return (page, 422) if form.errors else page


@bp.route("/manage/contests/<code>/rounds/<int:number>/edit", methods=["GET", "POST"])
@manager
def round_edit(code: str, number: int) -> Answer:
    """Put a round right, or take entries for longer."""
    one = organised(code)
    round = get_round(one, number)
    form = RoundForm(obj=round)
    if not form.is_submitted():
        form.criteria.data = written(said_of(round.criteria))
        form.average.data, form.promotion.data = round.average.value, round.promotion.value
        form.promote_number.data = round.promote_bound if round.promotion is Promotion.NUMBER else None
        form.promote_mark.data = round.promote_bound // 100 if round.promotion is Promotion.MARK else None
    if form.validate_on_submit():
        refusal = press(form, services.change_round, code, number, _wish(form))
        if not refusal:
            return redirect(url_for("contests.desk", code=code), 303)
        form.refuse(None, refusal)
        one = organised(code)
        round = get_round(one, number)
    page = render_template("contests/round_form.html", form=form, one=one, round=round, **words())
    return (page, 422) if form.errors else page


@bp.post("/manage/contests/<code>/rounds/drop")
@manager
def round_drop(code: str) -> Answer:
    """Take the last round away."""
    organised(code)
    refusal = press(PressForm(), services.drop_round, code, done=str(_("最后一轮已删除。")))
    return desk_page(code, refusal) if refusal else redirect(url_for("contests.desk", code=code), 303)


@bp.get("/manage/contests/<code>/rounds/<int:number>")
@manager
def round_desk(code: str, number: int) -> Answer:
    """A round: entries, who judges them, marks once they are ranked, objections."""
    return _page(code, number)


def _page(code: str, number: int, refusal: str | None = None) -> Answer:
    session, one = db.session(), organised(code)
    round = get_round(one, number)
    tasks: dict[int, list[Any]] = {}
    for task in jury.tasks_of_round(session, round.id):
        tasks.setdefault(task.entry_id, []).append((task, _shown_score(round, task)))
    page = render_template(
        "contests/round_desk.html",
        one=one,
        round=round,
        steps=[
            (state, ROUND_STEPS[state] if state is not RoundState.JUDGING or round.state is RoundState.ENTRIES else "")
            for state in NEXT[round.state]
        ],
        entries=teams.list_entries(session, round.id),
        tasks=tasks,
        objections=jury.list_objections(session, round.id),
        handed_in=EntryState.HANDED_IN,
        why_form=WhyForm(formdata=None),
        answer_form=AnswerForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _shown_score(round: ContestRound, task: Any) -> str:
    """A juror's score once the round is ranked: before, the organiser sees only that there is one."""
    if round.state in (RoundState.ENTRIES, RoundState.JUDGING) or not task.scored_at:
        return ""
    points = {row.criterion_id: row.points for row in task.scores}
    return f"{float(score_of(points, criteria_of(round))):.2f}"


def _back(code: str, number: int, refusal: str | None) -> Answer:
    if refusal:
        return _page(code, number, refusal)
    return redirect(url_for("contests.round_desk", code=code, number=number), 303)


@bp.post("/manage/contests/<code>/rounds/<int:number>/step/<state>")
@manager
def round_step(code: str, number: int, state: str) -> Answer:
    """Move a round on, or back to judging."""
    organised(code)
    if state not in {one.value for one in RoundState}:
        raise NotFound
    form = WhyForm()
    reason = form.reason.data or ""
    return _back(code, number, press(form, services.step_round, code, number, RoundState(state), reason=reason))


@bp.post("/manage/contests/<code>/rounds/<int:number>/fill")
@manager
def round_fill(code: str, number: int) -> Answer:
    """Give jurors to entries that lack them."""
    organised(code)
    return _back(code, number, press(PressForm(), services.fill_round, code, number, done=str(_("评委已补上。"))))


@bp.post("/manage/contests/<code>/rounds/<int:number>/entries/<int:id>/rule-out")
@manager
def entry_rule_out(code: str, number: int, id: int) -> Answer:
    """An entry breaks the rules."""
    organised(code)
    form = WhyForm()
    done = str(_("已写信告诉队长。"))
    return _back(code, number, press(form, services.rule_out, code, id, form.reason.data or "", done=done))


@bp.post("/manage/contests/<code>/rounds/<int:number>/objections/<int:id>")
@manager
def objection_answer(code: str, number: int, id: int) -> Answer:
    """Answer an objection."""
    organised(code)
    form = AnswerForm()
    said = bool(form.upheld.data), form.words.data or ""
    return _back(code, number, press(form, services.answer_objection, code, id, *said, done=str(_("已答复。"))))


def _wish(form: RoundForm) -> services.RoundWish:
    opens_at, closes_at = form.opens_at.moment, form.closes_at.moment
    assert opens_at and closes_at
    return services.RoundWish(
        **{name: form[name].data or "" for name in ("title_zh", "title_en", "task_zh", "task_en")},
        opens_at=opens_at,
        closes_at=closes_at,
        media_types=sorted(form.media_types.data or []),
        files_most=form.files_most.data or 1,
        megabytes=form.megabytes.data or 1,
        criteria=form.criteria.lines,
        scores_needed=form.scores_needed.data or 1,
        average=Average(form.average.data),
        promotion=Promotion(form.promotion.data),
        promote_bound=form.bound,
    )


def _again(_result: str, code: str, number: int = 0, **_found: object) -> str:
    return url_for("contests.round_desk", code=code, number=number)


def _desk(_result: str, code: str, **_found: object) -> str:
    return url_for("contests.desk", code=code)


lead_again(_desk, round_new, round_edit, round_drop)
lead_again(_again, round_step, round_fill, entry_rule_out, objection_answer)
