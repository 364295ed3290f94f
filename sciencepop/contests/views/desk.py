"""What organisers do with a contest: write it, publish it, ask a jury."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.accounts import messages as accounts
from sciencepop.accounts.queries.invitations import list_asked
from sciencepop.bases.models import ScienceBase
from sciencepop.contests import services
from sciencepop.contests.forms.contests import AddressForm, ContestForm, WhyForm
from sciencepop.contests.messages import CONTEST_STEPS, sentence
from sciencepop.contests.models import ContestState
from sciencepop.contests.queries import contests as queries
from sciencepop.contests.queries import jury, teams
from sciencepop.contests.rules.lines import written
from sciencepop.contests.rules.states import CONTEST_STEPS as NEXT
from sciencepop.contests.rules.states import NEEDS_REASON, OFFICERS_ONLY
from sciencepop.contests.services.contests import OPEN_TO_CHANGE, said_of
from sciencepop.contests.services.jury import JUROR
from sciencepop.contests.views import bp
from sciencepop.contests.views.pressing import Answer, me, organised, press, words
from sciencepop.core import clock
from sciencepop.core.access import manager, officer, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.reference import get_reference
from sciencepop.core.table_out import table_answer
from sciencepop.festival.models import Edition, EditionState
from sciencepop.festival.queries.editions import list_editions


@bp.get("/manage/contests")
@manager
def desk_list() -> str:
    """What I organise; officers see the year's numbers too."""
    session = db.session()
    numbers = queries.numbers_by_year(session) if me().is_officer else []
    return render_template(
        "contests/desk_list.html", rows=queries.list_managed(session, me()), numbers=numbers, **words()
    )


@bp.get("/district/contests/numbers.csv")
@officer
def numbers_csv() -> Response:
    """Contests, teams and people by year, for the statistics."""
    head = ("year", "contests", "teams", "people", "minors")
    return table_answer(head, queries.numbers_by_year(db.session()), "contests.csv")


@bp.route("/manage/contests/new", methods=["GET", "POST"])
@manager
def contest_new() -> Answer:
    """Begin a contest of one of my bases, or of the district."""
    form = ContestForm(age_min=6, team_min=1, team_max=1, objection_days=5)
    form.offer(_hosts(), _editions(None))
    if form.validate_on_submit():
        base_id = int(form.base_id.data) if form.base_id.data else None
        require(me().is_officer if base_id is None else me().manages(base_id))
        try:
            code = services.add_contest(_wish(form), base_id, by=me(), now=clock.now())
            return redirect(url_for("contests.desk", code=code), 303)
        except RuleBroken as broken:
            form.refuse(None, sentence(broken))
    page = render_template("contests/contest_form.html", form=form, one=None, **words())
    return (page, 422) if form.errors else page


@bp.route("/manage/contests/<code>/edit", methods=["GET", "POST"])
@manager
def contest_edit(code: str) -> Answer:
    """Put it right."""
    one = organised(code)
    form = ContestForm(obj=one, data={"awards": written(said_of(one.awards))})
    form.offer([(str(one.base_id or ""), _host_of(one.base))], _editions(one.edition))
    if not form.is_submitted():
        form.awards.data = written(said_of(one.awards))
    if form.validate_on_submit():
        refusal = press(form, services.change_contest, code, _wish(form))
        if not refusal:
            return redirect(url_for("contests.desk", code=code), 303)
        form.refuse(None, refusal)
        one = organised(code)
    page = render_template("contests/contest_form.html", form=form, one=one, **words())
    return (page, 422) if form.errors else page


@bp.get("/manage/contests/<code>")
@manager
def desk(code: str) -> Answer:
    """One contest: its state, rounds, teams and jury."""
    return desk_page(code)


def desk_page(code: str, refusal: str | None = None) -> Answer:
    """The organiser's page, with a refusal where there is one."""
    session, one = db.session(), organised(code)
    steps = [state for state in NEXT[one.state] if me().is_officer or state not in OFFICERS_ONLY]
    if me().is_officer and ContestState.PUBLISHED in steps:
        steps = [state for state in steps if state is not ContestState.SUBMITTED]
    page = render_template(
        "contests/desk.html",
        one=one,
        steps=[(state, CONTEST_STEPS[state], state in NEEDS_REASON) for state in steps],
        teams=teams.list_teams(session, one.id),
        jurors=jury.list_jurors(session, one.id),
        asked=list_asked(session, [JUROR], clock.now(), one.id),
        replies=accounts.REPLIES,
        may_change=one.state in OPEN_TO_CHANGE,
        address_form=AddressForm(formdata=None),
        why_form=WhyForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/manage/contests/<code>/step/<state>")
@manager
def contest_step(code: str, state: str) -> Answer:
    """Submit, publish, give back or cancel it."""
    organised(code)
    if state not in {one.value for one in ContestState}:
        raise NotFound
    form = WhyForm()
    reason = form.reason.data or ""
    refusal = press(form, services.step_contest, code, ContestState(state), reason=reason)
    return desk_page(code, refusal) if refusal else redirect(url_for("contests.desk", code=code), 303)


@bp.post("/manage/contests/<code>/jurors")
@manager
def juror_add(code: str) -> Answer:
    """Ask somebody to judge."""
    organised(code)
    form = AddressForm()
    done = str(_("邀请已发出，对方同意以后就是评委。"))
    refusal = press(form, services.invite_juror, code, form.address.data or "", done=done, say=accounts.sentence)
    return desk_page(code, refusal) if refusal else redirect(url_for("contests.desk", code=code), 303)


@bp.post("/manage/contests/<code>/jurors/<int:id>/end")
@manager
def juror_end(code: str, id: int) -> Answer:
    """Somebody judges no more."""
    organised(code)
    refusal = press(PressForm(), services.end_juror, code, id, done=str(_("已取消，没评的作品转给别的评委。")))
    return desk_page(code, refusal) if refusal else redirect(url_for("contests.desk", code=code), 303)


def _hosts() -> list[tuple[str, str]]:
    """The bases that somebody manages; for officers the district first, then all bases."""
    found = select(ScienceBase).order_by(ScienceBase.name_zh)
    if not me().is_officer:
        found = found.where(ScienceBase.id.in_(me().managed_base_ids))
    bases = [(str(base.id), tr(base, "name")) for base in db.session.scalars(found.limit(500))]
    return [("", _host_of(None)), *bases] if me().is_officer else bases


def _editions(own: Edition | None) -> list[tuple[str, str]]:
    """Editions that are not over, and the one that a contest is part of already."""
    found = [one for one in list_editions(db.session()) if one.state is not EditionState.CLOSED or one is own]
    return [(str(one.id), tr(one, "name")) for one in found]


def _host_of(base: ScienceBase | None) -> str:
    return tr(base, "name") if base else tr(get_reference().district, "host")


def _wish(form: ContestForm) -> services.ContestWish:
    names = ("title_zh", "title_en", "about_zh", "about_en", "rules_zh", "rules_en")
    return services.ContestWish(
        **{name: form[name].data or "" for name in names},
        age_min=form.age_min.data or 0,
        age_max=form.age_max.data,
        team_min=form.team_min.data or 1,
        team_max=form.team_max.data or 1,
        towns_apart=bool(form.towns_apart.data),
        objection_days=form.objection_days.data or 5,
        edition_id=int(form.edition_id.data) if form.edition_id.data else None,
        awards=form.awards.lines,
    )


def _again(_result: str, code: str, **_found: object) -> str:
    return url_for("contests.desk", code=code)


lead_again(lambda result: url_for("contests.desk", code=result), contest_new)
lead_again(_again, contest_edit, contest_step, juror_add, juror_end)
