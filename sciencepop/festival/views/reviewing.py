"""Scoring proposals for a department, and the officers' desk of a call: its rule, its reviewers, its decisions."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accounts import messages as accounts
from sciencepop.accounts.pressing import presser
from sciencepop.accounts.queries.invitations import list_asked
from sciencepop.core import clock
from sciencepop.core.access import officer, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.festival.forms.calls import CallForm, ConvertForm, DecisionForm, ReviewerForm, ScoreForm
from sciencepop.festival.models import Proposal
from sciencepop.festival.queries import calls, editions
from sciencepop.festival.rules.proposals import OPEN, TAKEN, Scores, weigh
from sciencepop.festival.services.calls import REVIEWER, ask_reviewer, end_reviewer, save_call
from sciencepop.festival.services.proposals import convert, decide, give_score
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, me, names, press
from sciencepop.festival.vocabulary import vocabulary
from sciencepop.festival.words import PROPOSALS, PROPOSERS, questions_of

ask = presser(accounts.sentence)
"""Do what a form asks for whose refusals are those of invitations."""


@bp.get("/festival/review/<code>")
@signed_in
def review_list(code: str) -> str:
    """The proposals of a call, for its reviewers."""
    session = db.session()
    edition = editions.get_edition(session, code)
    call = calls.get_call(session, edition.id)
    if calls.reviewer_of(call, me().id) is None:
        raise NotFound
    rows = calls.list_proposals(session, call.id)
    return render_template(
        "festival/review_list.html",
        edition=edition,
        rows=rows,
        given={row.id: _given_by_me(row) for row in rows},
        states=PROPOSALS,
        **names(),
    )


def _given_by_me(proposal: Proposal) -> int | None:
    return next((score.points for score in proposal.scores if score.person_id == me().id), None)


@bp.route("/festival/review/proposals/<proposal_code>", methods=["GET", "POST"])
@signed_in
def review(proposal_code: str) -> Answer:
    """One proposal with its score sheet; others' points are shown to no reviewer."""
    session = db.session()
    proposal = calls.get_proposal(session, proposal_code)
    if calls.reviewer_of(proposal.call, me().id) is None:
        raise NotFound
    form = ScoreForm()
    if form.is_submitted():
        verb = lambda **who: give_score(proposal_code, int(form.points.data), form.note.data or "", **who)  # noqa: E731
        if not press(form, verb):
            return redirect(url_for("festival.review_list", code=proposal.call.edition.code), 303)
        proposal = calls.get_proposal(session, proposal_code)
    else:
        mine = next((score for score in proposal.scores if score.person_id == me().id), None)
        form.points.data, form.note.data = (str(mine.points), mine.note) if mine else (None, "")
    is_own = calls.is_own(session, proposal, me())
    page = render_template("festival/review.html", form=form, is_own=is_own, **_facts(proposal))
    return (page, 422) if form.errors else page


def _facts(proposal: Proposal) -> dict[str, object]:
    """What pages show of a proposal."""
    return {
        "proposal": proposal,
        "edition": proposal.call.edition,
        "questions": questions_of(proposal.call),
        "states": PROPOSALS,
        "proposers": PROPOSERS,
        "money": vocabulary().money,
        "is_open": proposal.state in OPEN,
        **names(),
    }


@bp.route("/district/festival/<code>/call", methods=["GET", "POST"])
@officer
def call_desk(code: str) -> Answer:
    """The call, its reviewers, and every proposal with its scores."""
    session = db.session()
    edition = editions.get_edition(session, code)
    found = calls.find_call(session, edition.id)
    form = CallForm(obj=found)
    if form.is_submitted():
        if not press(form, lambda **who: save_call(code, form.wish(), **who)):
            return redirect(url_for("festival.call_desk", code=code), 303)
    elif found:
        form.show(found)
    return _desk(code, form)


def _desk(code: str, form: CallForm, reviewer_form: ReviewerForm | None = None, refusal: str = "") -> Answer:
    session = db.session()
    edition = editions.get_edition(session, code)
    found = calls.find_call(session, edition.id)
    rows = calls.list_proposals(session, found.id) if found else []
    page = render_template(
        "festival/call_desk.html",
        edition=edition,
        call=found,
        form=form,
        reviewer_form=reviewer_form or ReviewerForm(formdata=None),
        rows=rows,
        scores={row.id: _scores(row, found.scores_needed) for row in rows} if found else {},
        departments=vocabulary().departments,
        asked=list_asked(session, [REVIEWER], clock.now(), found.id) if found else [],
        replies=accounts.REPLIES,
        now=clock.now(),
        states=PROPOSALS,
        press=PressForm(formdata=None),
        refusal=refusal,
        **names(),
    )
    return (page, 422) if form.errors or refusal else page


def _scores(proposal: Proposal, needed: int) -> Scores:
    return weigh([score.points for score in proposal.scores], needed)


@bp.post("/district/festival/<code>/call/reviewers")
@officer
def reviewer_name(code: str) -> Answer:
    """Ask somebody to score for a department."""
    form = ReviewerForm()
    wanted = (form.address.data or "", form.department.data or "")
    done = str(_("邀请已发出，对方同意以后就能评审。"))
    return _after(code, ask(form, ask_reviewer, code, *wanted, done=done), form)


@bp.post("/district/festival/<code>/call/reviewers/<int:person_id>/end")
@officer
def reviewer_end(code: str, person_id: int) -> Answer:
    if person_id >= 2**63:
        raise NotFound
    return _after(code, press(PressForm(), end_reviewer, code, person_id, done=str(_("已停止。"))), None)


def _after(code: str, refusal: str | None, form: ReviewerForm | None) -> Answer:
    if not refusal:
        return redirect(url_for("festival.call_desk", code=code), 303)
    session = db.session()
    found = calls.find_call(session, editions.get_edition(session, code).id)
    call_form = CallForm(formdata=None, obj=found)
    if found:
        call_form.show(found)
    return _desk(code, call_form, form, refusal)


@bp.route("/district/festival/proposals/<proposal_code>", methods=["GET", "POST"])
@officer
def proposal_desk(proposal_code: str) -> Answer:
    """One proposal with all scores, and the decision."""
    form = DecisionForm()
    if form.is_submitted():
        calls.get_proposal(db.session(), proposal_code)
        done = str(_("已决定，提案人会收到通知。"))
        verb = lambda **who: decide(proposal_code, form.chosen, form.words.data or "", **who)  # noqa: E731
        if not press(form, verb, done=done):
            return redirect(url_for("festival.proposal_desk", proposal_code=proposal_code), 303)
    return _proposal(proposal_code, form)


def _proposal(proposal_code: str, form: DecisionForm, refusal: str = "") -> Answer:
    session = db.session()
    proposal = calls.get_proposal(session, proposal_code)
    convert_form = ConvertForm(formdata=None, base=proposal.base.slug if proposal.base else None)
    convert_form.offer(editions.list_bases(session))
    page = render_template(
        "festival/proposal_desk.html",
        form=form,
        convert_form=convert_form,
        scores=_scores(proposal, proposal.call.scores_needed),
        departments=vocabulary().departments,
        may_convert=proposal.state in TAKEN and proposal.event_id is None,
        is_own=calls.is_own(session, proposal, me()),
        now=clock.now(),
        refusal=refusal,
        **_facts(proposal),
    )
    return (page, 422) if form.errors or refusal else page


@bp.post("/district/festival/proposals/<proposal_code>/convert")
@officer
def proposal_convert(proposal_code: str) -> Answer:
    """Make it a draft event; its base's manager writes the rest."""
    calls.get_proposal(db.session(), proposal_code)
    form = ConvertForm()
    form.offer(editions.list_bases(db.session()))
    made: list[str] = []
    verb = lambda **who: made.append(convert(proposal_code, form.base.data or "", **who))  # noqa: E731
    refusal = press(form, verb, done=str(_("已变成活动草稿，放进了这一届。")))
    if refusal:
        return _proposal(proposal_code, DecisionForm(formdata=None), refusal)
    return redirect(url_for("programme.event_manage", slug=made[0]), 303)


def _to_desk(_result: str, code: str, **_found: object) -> str:
    return url_for("festival.call_desk", code=code)


def _to_proposal(_result: str, proposal_code: str) -> str:
    return url_for("festival.proposal_desk", proposal_code=proposal_code)


lead_again(_to_desk, call_desk, reviewer_name, reviewer_end)
lead_again(_to_proposal, proposal_desk, proposal_convert)
lead_again(lambda _result, proposal_code: url_for("festival.my_proposals"), review)
