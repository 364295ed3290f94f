"""Objecting to a published proof, and what officers do about it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import officer, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.forms.hours import DecisionForm, EndProofForm, ObjectionForm, ReplyForm
from sciencepop.volunteers.hours_messages import OUTCOMES, hours_sentence
from sciencepop.volunteers.queries import proof_objections as queries
from sciencepop.volunteers.rules.hours import half_hours
from sciencepop.volunteers.rules.proofs import masked
from sciencepop.volunteers.services import proof_objections as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me
from sciencepop.volunteers.views.proofs import require_inside
from sciencepop.volunteers.views.register import desk_page


@bp.route("/volunteer/proofs/published/<int:id>", methods=["GET", "POST"])
@signed_in
def objection_new(id: int) -> Answer:
    """Say that a published proof is wrong, and why."""
    require_inside()
    proof = queries.get_published(db.session(), id)
    form, refusal = ObjectionForm(), ""
    if form.validate_on_submit():
        try:
            code = services.object_to(id, form.words.data or "", by=me(), now=clock.now())
        except RuleBroken as broken:
            refusal = hours_sentence(broken)
        else:
            flash(_("已经提交。区科协核实以后写信告诉您；在那以前，这份证明不会出具。"))
            return redirect(url_for("volunteers.objection", code=code), 303)
        proof = queries.get_published(db.session(), id)
    page = render_template(
        "volunteers/objection_new.html",
        proof=proof,
        form=form,
        masked=masked,
        half_hours=half_hours,
        refusal=refusal,
    )
    return (page, 422) if refusal or form.errors else page


@bp.route("/volunteer/objections/<code>", methods=["GET", "POST"])
@signed_in
def objection(code: str) -> Answer:
    """One's own objection: what became of it, what officers ask, and more to say."""
    found = queries.get_objection(db.session(), code, current_user.id)
    form, refusal = ReplyForm(), ""
    if form.validate_on_submit():
        try:
            services.answer(code, form.words.data or "", by=me(), now=clock.now())
        except RuleBroken as broken:
            refusal = hours_sentence(broken)
        else:
            flash(_("已经转给区科协。"))
            return redirect(url_for("volunteers.objection", code=code), 303)
        found = queries.get_objection(db.session(), code, current_user.id)
    page = render_template(
        "volunteers/objection.html",
        objection=found,
        form=form,
        outcomes=OUTCOMES,
        masked=masked,
        half_hours=half_hours,
        refusal=refusal,
    )
    return (page, 422) if refusal or form.errors else page


@bp.post("/manage/proofs/<code>/objections/<objection_code>")
@officer
def objection_decide(code: str, objection_code: str) -> Answer:
    """Decide, or ask whoever objected something first."""
    found = queries.get_objection(db.session(), objection_code)
    if found.proof.code != code:
        raise NotFound
    form, refusal = DecisionForm(prefix=f"o{found.id}"), ""
    if not form.validate_on_submit():
        return desk_page(found.proof, EndProofForm(formdata=None), sent=form), 422
    try:
        _act(objection_code, form)
    except RuleBroken as broken:
        refusal = hours_sentence(broken)
        proof = queries.get_objection(db.session(), objection_code).proof
        return desk_page(proof, EndProofForm(formdata=None), refusal, sent=form), 422
    flash(_("已经处理，并写信告诉了对方。"))
    return redirect(url_for("volunteers.proof_desk", code=code), 303)


def _act(code: str, form: DecisionForm) -> None:
    what, words = form.what.data, form.words.data or ""
    if what == "ask":
        services.ask(code, words, by=me(), now=clock.now())
    else:
        services.decide(code, is_upheld=what == "upheld", words=words, by=me(), now=clock.now())


lead_again(lambda code, **_found: url_for("volunteers.objection", code=code), objection_new)
lead_again(lambda _result, code: url_for("volunteers.objection", code=code), objection)
lead_again(lambda _result, code, **_found: url_for("volunteers.proof_desk", code=code), objection_decide)
