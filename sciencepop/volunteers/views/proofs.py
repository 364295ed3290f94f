"""Proofs of service as volunteers ask for them and take them, and the page on which anybody checks one."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.core import clock, documents
from sciencepop.core.access import public, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved_paper
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.qr import qr
from sciencepop.core.web import limiter
from sciencepop.volunteers.forms.hours import DaysForm
from sciencepop.volunteers.hours_messages import OUTCOMES, PROOF_STATES, hours_sentence, hours_text
from sciencepop.volunteers.models import ServiceProof, Volunteer
from sciencepop.volunteers.proof_paper import KIND, is_intact, link_of
from sciencepop.volunteers.queries import proofs as queries
from sciencepop.volunteers.queries.proof_objections import count_open_of, list_by
from sciencepop.volunteers.rules.hours import half_hours
from sciencepop.volunteers.rules.proofs import UNDER_WAY, ProofState, in_fours, masked
from sciencepop.volunteers.services import proofs as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.hours import hours_page
from sciencepop.volunteers.views.pressing import Answer, me


@bp.post("/volunteer/proofs")
@signed_in
def proof_new() -> Answer:
    """Ask for a proof of some days."""
    form = DaysForm()
    if not form.validate_on_submit() or not (form.from_on.data and form.until_on.data):
        return hours_page(form), 422
    try:
        code = services.request_proof(form.from_on.data, form.until_on.data, by=me(), now=clock.now())
    except RuleBroken as broken:
        return hours_page(form, hours_sentence(broken)), 422
    flash(_("已经申请。出具前会在内部公示至少 7 天。"))
    return redirect(url_for("volunteers.proof", code=code), 303)


@bp.get("/volunteer/proofs/<code>")
@signed_in
def proof(code: str) -> str:
    """Where one's own proof stands; once issued, all that it says, its file, and the code to have it checked."""
    return _proof_page(queries.get_own(db.session(), code, current_user.id))


def _proof_page(found: ServiceProof, refusal: str = "") -> str:
    is_issued = found.state is ProofState.ISSUED
    link = link_of(found.code)
    return render_template(
        "volunteers/proof.html",
        proof=found,
        states=PROOF_STATES,
        may_withdraw=found.state in UNDER_WAY,
        is_objected=count_open_of(db.session(), [found.id])[found.id] > 0,
        has_file=is_issued and documents.find_content(db.session(), KIND, found.code) is not None,
        link=link,
        code_shown=in_fours(found.code),
        picture=qr(link, _("核验这份证明的二维码")) if is_issued else "",
        half_hours=half_hours,
        hours_text=hours_text,
        press=PressForm(formdata=None),
        refusal=refusal,
    )


@bp.get("/volunteer/proofs/<code>.pdf")
@signed_in
def proof_pdf(code: str) -> Response:
    """The file, once the worker has made it; for whom it is about, and for officers."""
    found = queries.get_proof(db.session(), code)
    if found.person_id != current_user.id and not current_user.is_officer:
        raise NotFound
    if found.state is not ProofState.ISSUED:
        raise NotFound
    return saved_paper(KIND, code, f"{found.serial}.pdf")


@bp.post("/volunteer/proofs/<code>/withdraw")
@signed_in
def proof_withdraw(code: str) -> Answer:
    """Take a request back."""
    found = queries.get_own(db.session(), code, current_user.id)
    if not PressForm().validate_on_submit():
        return _proof_page(found, _("没有看懂这次提交，请再试一次。")), 422
    try:
        services.withdraw_request(code, by=me(), now=clock.now())
    except RuleBroken as broken:
        return _proof_page(queries.get_own(db.session(), code, current_user.id), hours_sentence(broken)), 422
    flash(_("申请已收回。"))
    return redirect(url_for("volunteers.hours"), 303)


@bp.get("/volunteer/proofs/published")
@signed_in
def proofs_published() -> str:
    """The internal publication: for volunteers and those who run bases, with parts of names."""
    require_inside()
    after = request.args.get("after", "")
    return render_template(
        "volunteers/proofs_published.html",
        page=queries.page_of_published(db.session(), after),
        paged=bool(after),
        mine=list_by(db.session(), current_user.id),
        outcomes=OUTCOMES,
        masked=masked,
        half_hours=half_hours,
    )


def require_inside() -> None:
    """Volunteers and those who run bases or the district; 403 for all others."""
    is_inside = db.session.get(Volunteer, current_user.id) is not None
    require(is_inside or current_user.is_officer or current_user.is_manager)


@bp.get("/proof/<code>")
@public
@limiter.limit("120 per hour")
def verify_proof(code: str) -> Response:
    """What a proof says, for whoever was given its code: part of a name, hours, days, and whether it holds."""
    found = queries.get_issued(db.session(), code.upper())
    page = render_template(
        "volunteers/verify_proof.html",
        proof=found,
        name=masked(found.name),
        service=found.payload["service"],
        issuer=found.payload["issuer"]["name"],
        is_intact=is_intact(found),
        revoked_on=clock.local(found.ended_at).date().isoformat() if found.ended_at else "",
        successor=queries.find_successor(db.session(), found),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


lead_again(lambda code: url_for("volunteers.proof", code=code), proof_new)
lead_again(lambda _result, **_found: url_for("volunteers.hours"), proof_withdraw)
