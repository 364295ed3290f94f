"""Teams of whoever is signed in: registering, joining, leaving."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accounts.consents import CONTEST, CONTEST_CHILD, CONTEST_NAME, WORDINGS
from sciencepop.accounts.queries.children import list_children
from sciencepop.accounts.queries.organisations import list_memberships
from sciencepop.contests import services
from sciencepop.contests.forms.teams import EntryForm, FileForm, JoinForm, ObjectionForm, TeamForm
from sciencepop.contests.models import Contest, ContestState, Team
from sciencepop.contests.queries import certificates, contests, jury
from sciencepop.contests.queries import teams as queries
from sciencepop.contests.rules.states import SEEN
from sciencepop.contests.views import bp
from sciencepop.contests.views.pressing import Answer, me, press, words
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language, tr
from sciencepop.core.reference import get_reference


@bp.get("/contests/mine")
@signed_in
def mine() -> str:
    """My teams, and what I judge."""
    session = db.session()
    teams, judging = queries.list_mine(session, me().id), jury.list_judging(session, me().id)
    return render_template("contests/mine.html", teams=teams, judging=judging, **words())


@bp.route("/contests/<code>/join", methods=["GET", "POST"])
@signed_in
def team_new(code: str) -> Answer:
    """Register a team."""
    one = contests.get_public(db.session(), code)
    form = TeamForm(town_code=me().town_code)
    form.offer(
        [(str(row.organisation_id), row.organisation.name) for row in list_memberships(db.session(), me().id)],
        [(town.code, tr(town, "name")) for town in get_reference().towns.values()],
    )
    if form.validate_on_submit():
        organisation = int(form.organisation_id.data) if form.organisation_id.data else None
        wish = services.TeamWish(form.name.data or "", organisation, form.town_code.data or None)
        done = str(_("队伍已登记，请加入队员。"))
        refusal = press(form, services.register_team, code, wish, language=language(), done=done)
        if not refusal:
            newest = max(queries.list_mine(db.session(), me().id), key=lambda row: row.id)
            return redirect(url_for("contests.team", code=newest.code), 303)
        form.refuse(None, refusal)
    page = render_template("contests/team_new.html", one=one, form=form, **words())
    return (page, 422) if form.errors else page


def own_team(code: str) -> Team:
    """A team that whoever is signed in belongs to; NotFound for all others."""
    team = queries.get_team(db.session(), code)
    if not queries.is_of(team, me()):
        raise NotFound
    return team


def team_page(code: str, refusal: str | None = None, *, link: str = "", join_form: JoinForm | None = None) -> Answer:
    """The page of a team, with a refusal where there is one."""
    session, team = db.session(), own_team(code)
    entries = {entry.round_id: entry for entry in team.entries}
    rounds = [
        (round, entries.get(round.id), queries.is_through(session, round, team.id)) for round in team.contest.rounds
    ]
    page = render_template(
        "contests/team.html",
        team=team,
        one=team.contest,
        is_captain=team.captain_id == me().id,
        me_id=me().id,
        rounds=rounds,
        seen=SEEN,
        may_join=_may_join(team.contest) and not team.withdrawn_at and len(team.present) < team.contest.team_max,
        objections=queries.objections_of(session, [entry.id for entry in team.entries]),
        certificates=certificates.list_of_team(session, team.id),
        join_form=join_form or _join_form(team.contest),
        wordings=_wordings(),
        file_form=FileForm(formdata=None),
        entry_form=EntryForm(formdata=None),
        objection_form=ObjectionForm(formdata=None),
        press=PressForm(formdata=None),
        link=link,
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.get("/contests/teams/<code>")
@signed_in
def team(code: str) -> Answer:
    """One team: its members, what it hands in, its results."""
    return team_page(code)


def back(code: str, refusal: str | None) -> Answer:
    """The team's page again after a button."""
    return team_page(code, refusal) if refusal else redirect(url_for("contests.team", code=code), 303)


@bp.post("/contests/teams/<code>/members")
@signed_in
def member_add(code: str) -> Answer:
    """The captain joins, or enters a child."""
    form = _join_form(own_team(code).contest)
    refusal = press(form, services.add_member, code, _joining(form), language=language(), done=str(_("已加入队伍。")))
    return team_page(code, refusal, join_form=form) if refusal else back(code, None)


@bp.post("/contests/teams/<code>/invite")
@signed_in
def team_invite(code: str) -> Answer:
    """Show a link once; it is stored only as a hash."""
    form = PressForm()
    if not form.validate_on_submit():
        return back(code, str(_("页面放得太久了，请再提交一次。")))
    token = services.invite_members(code, by=me(), now=clock.now())
    return team_page(code, link=url_for("contests.team_join", token=token, _external=True))


@bp.route("/contests/join/<token>", methods=["GET", "POST"])
@signed_in
def team_join(token: str) -> Answer:
    """Join a team by a link, oneself or with a child."""
    found = queries.find_invitation(db.session(), token, clock.now())
    if found is None:
        return render_template("contests/team_join.html", team=None, **words()), 404
    code, form = found.team.code, _join_form(found.team.contest)
    if form.validate_on_submit():
        refusal = press(
            form, services.join_team, token, _joining(form), language=language(), done=str(_("已加入队伍。"))
        )
        if not refusal:
            return redirect(url_for("contests.team", code=code), 303)
        form.refuse(None, refusal)
    page = render_template("contests/team_join.html", team=found.team, join_form=form, wordings=_wordings(), **words())
    return (page, 422) if form.errors else page


@bp.post("/contests/teams/<code>/members/<int:id>/leave")
@signed_in
def member_leave(code: str, id: int) -> Answer:
    """I leave, or my child does."""
    refusal = press(PressForm(), services.leave_team, code, id, done=str(_("已退出，姓名已删除。")))
    if not refusal and not queries.is_of(queries.get_team(db.session(), code), me()):
        return redirect(url_for("contests.mine"), 303)
    return back(code, refusal)


@bp.post("/contests/teams/<code>/members/<int:id>/name/<way>")
@signed_in
def member_name(code: str, id: int, way: str) -> Answer:
    """Whether the whole name may stand in the public result."""
    return back(code, press(PressForm(), services.set_publishing, code, id, way == "show", language=language()))


@bp.post("/contests/teams/<code>/withdraw")
@signed_in
def team_withdraw(code: str) -> Answer:
    """The captain takes the team out."""
    return back(code, press(PressForm(), services.withdraw_team, code, done=str(_("队伍已退赛。"))))


def _may_join(one: Contest) -> bool:
    return one.state is ContestState.PUBLISHED and bool(one.rounds) and clock.now() < one.rounds[0].closes_at


def _join_form(one: Contest) -> JoinForm:
    """Children first where the contest is for them."""
    children = [(str(child.id), child.nickname) for child in list_children(db.session(), me().id)]
    adults = one.age_max is None or one.age_max >= 18
    form = JoinForm()
    form.offer([*children, *([("me", _("我自己（已满 18 岁）"))] if adults else [])])
    return form


def _joining(form: JoinForm) -> services.Joining:
    who = form.who.data or ""
    return services.Joining(
        name=form.name.data or "",
        child_id=int(who) if who.isascii() and who.isdigit() else None,
        consents=bool(form.consent.data),
        may_publish=bool(form.may_publish.data),
    )


def _wordings() -> dict[str, object]:
    return {"adult": WORDINGS[CONTEST], "child": WORDINGS[CONTEST_CHILD], "name": WORDINGS[CONTEST_NAME]}


def _again(_result: str, code: str = "", **_found: object) -> str:
    return url_for("contests.team", code=code)


lead_again(lambda result, **_found: url_for("contests.team", code=result), team_new, team_join)
lead_again(_again, member_add, member_name, team_invite, team_withdraw)
lead_again(lambda _result, **_found: url_for("contests.mine"), member_leave)
