"""The open call for everybody, and one's own proposals."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.queries.organisations import list_memberships
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.clock import local
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language
from sciencepop.core.pagecache import cached
from sciencepop.core.web import limiter
from sciencepop.festival.forms.calls import ProposalForm
from sciencepop.festival.models import Call, Proposal, ProposalState
from sciencepop.festival.queries import calls, editions
from sciencepop.festival.rules.proposals import OPEN, is_open_at
from sciencepop.festival.services.proposals import change_proposal, propose, withdraw_proposal
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, me, names, press
from sciencepop.festival.vocabulary import vocabulary
from sciencepop.festival.words import PROPOSALS, PROPOSERS, questions_of


@bp.get("/festival/<code>/call")
@public
@cached
def call(code: str) -> str:
    """What is looked for, until when, and how it is decided."""
    session = db.session()
    edition = editions.get_shown(session, code)
    found = calls.get_call(session, edition.id)
    departments = vocabulary().departments
    return render_template(
        "festival/call.html",
        edition=edition,
        call=found,
        questions=questions_of(found),
        is_open=is_open_at(found.opens_at, found.closes_at, clock.now()),
        departments=[departments[one.department] for one in found.reviewers if one.department in departments],
        **names(),
    )


@bp.route("/festival/<code>/propose", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per hour", methods=["POST"])
def proposal_new(code: str) -> Answer:
    session = db.session()
    edition = editions.get_shown(session, code)
    found = calls.get_call(session, edition.id)
    form, made = _form(session), list[str]()
    answers = request.form.getlist("answer")
    if form.is_submitted():
        lang = request_language()
        verb = lambda **who: made.append(propose(code, form.wish(answers), language=lang, **who))  # noqa: E731
        if not press(form, verb, done=str(_("已提交。结果会通知您。"))):
            return redirect(url_for("festival.my_proposal", proposal_code=made[0]), 303)
    return _page(form, code, found, answers)


@bp.route("/my/proposals/<proposal_code>/edit", methods=["GET", "POST"])
@signed_in
def proposal_edit(proposal_code: str) -> Answer:
    session = db.session()
    proposal = _own(session, proposal_code)
    form, answers = _form(session), request.form.getlist("answer")
    if not form.is_submitted():
        form.show(proposal)
        answers = proposal.answers
    elif not press(form, lambda **who: change_proposal(proposal_code, form.wish(answers), **who)):
        return redirect(url_for("festival.my_proposal", proposal_code=proposal_code), 303)
    proposal = _own(session, proposal_code)
    return _page(form, proposal.call.edition.code, proposal.call, answers)


def _form(session: Session) -> ProposalForm:
    form = ProposalForm()
    mine = select(ScienceBase).where(ScienceBase.id.in_(me().managed_base_ids), ScienceBase.state == BaseState.PUBLIC)
    form.offer(list_memberships(session, me().id), session.scalars(mine.order_by(ScienceBase.name_zh)).all())
    return form


def _page(form: ProposalForm, code: str, found: Call, answers: Sequence[str]) -> Answer:
    edition = editions.get_shown(db.session(), code)
    page = render_template(
        "festival/proposal_form.html",
        edition=edition,
        form=form,
        call=found,
        questions=questions_of(found),
        answers=answers,
        is_open=is_open_at(found.opens_at, found.closes_at, clock.now()),
        **names(),
    )
    return (page, 422) if form.errors else page


@bp.get("/my/proposals")
@signed_in
def my_proposals() -> str:
    """What this person proposed, and what they are to score."""
    session = db.session()
    return render_template(
        "festival/my_proposals.html",
        rows=calls.list_own(session, me().id),
        reviewing=calls.list_reviewing(session, me().id),
        states=PROPOSALS,
        **names(),
    )


@bp.get("/my/proposals/<proposal_code>")
@signed_in
def my_proposal(proposal_code: str) -> Answer:
    return _mine(proposal_code)


def _mine(proposal_code: str, refusal: str = "") -> Answer:
    proposal = _own(db.session(), proposal_code)
    window = (proposal.call.opens_at, proposal.call.closes_at)
    is_waiting = proposal.state is ProposalState.SUBMITTED and not proposal.scores
    page = render_template(
        "festival/my_proposal.html",
        proposal=proposal,
        edition=proposal.call.edition,
        questions=questions_of(proposal.call),
        states=PROPOSALS,
        proposers=PROPOSERS,
        money=vocabulary().money,
        may_change=is_waiting and is_open_at(*window, clock.now()),
        may_withdraw=proposal.state in OPEN,
        press=PressForm(formdata=None),
        refusal=refusal,
        made_on=local(proposal.created_at).date(),
        **names(),
    )
    return (page, 422) if refusal else page


@bp.post("/my/proposals/<proposal_code>/withdraw")
@signed_in
def proposal_withdraw(proposal_code: str) -> Answer:
    refusal = press(PressForm(), withdraw_proposal, proposal_code, done=str(_("已撤回。")))
    if refusal:
        return _mine(proposal_code, refusal)
    return redirect(url_for("festival.my_proposal", proposal_code=proposal_code), 303)


def _own(session: Session, proposal_code: str) -> Proposal:
    proposal = calls.get_proposal(session, proposal_code)
    if proposal.person_id != me().id:
        raise NotFound
    return proposal


def _again(result: str, **_found: object) -> str:
    return url_for("festival.my_proposal", proposal_code=result) if result else url_for("festival.my_proposals")


lead_again(_again, proposal_new, proposal_edit, proposal_withdraw)
