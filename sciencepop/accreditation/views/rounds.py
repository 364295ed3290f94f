"""The officers' pages of rounds and experts."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from sciencepop.accreditation.forms.rounds import ExpertForm, RoundForm
from sciencepop.accreditation.models import AccreditationCase
from sciencepop.accreditation.queries.cases import list_cases
from sciencepop.accreditation.queries.rounds import get_round, list_rounds
from sciencepop.accreditation.rules.steps import CaseState
from sciencepop.accreditation.services import rounds as services
from sciencepop.accreditation.views import bp
from sciencepop.accreditation.views.pressing import Answer, press, words
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.route("/district/accreditation", methods=["GET", "POST"])
@officer
def rounds() -> Answer:
    """All rounds, and one more."""
    form, refusal = RoundForm(), None
    if form.is_submitted():
        refusal = press(form, lambda **who: services.save_round(None, form.wish(), **who))
        if refusal is None:
            return redirect(url_for("accreditation.rounds"), 303)
    rows = list_rounds(db.session())
    refusal = "" if form.errors else refusal
    page = render_template("accreditation/rounds.html", rows=rows, form=form, refusal=refusal, **words())
    return (page, 422) if form.is_submitted() else page


@bp.route("/district/accreditation/<code>", methods=["GET", "POST"])
@officer
def round(code: str) -> Answer:
    """A round: its days, its experts, its cases."""
    row = get_round(db.session(), code)
    form = RoundForm(obj=row)
    if not form.is_submitted():
        return _page(code, form, ExpertForm(formdata=None))
    refusal = press(form, lambda **who: services.save_round(code, form.wish(), **who))
    if refusal is None:
        return redirect(url_for("accreditation.round", code=code), 303)
    return _page(code, form, ExpertForm(formdata=None), "" if form.errors else refusal), 422


@bp.post("/district/accreditation/<code>/experts")
@officer
def expert_add(code: str) -> Answer:
    """Ask somebody for this round."""
    form = ExpertForm()
    said = form.address.data or "", form.name.data or "", form.employer.data or ""
    refusal = press(form, services.add_expert, code, *said, done=str(_("已列入评审专家。")))
    if refusal is None:
        return redirect(url_for("accreditation.round", code=code), 303)
    row = get_round(db.session(), code)
    return _page(code, RoundForm(formdata=None, obj=row), form, "" if form.errors else refusal), 422


@bp.post("/district/accreditation/<code>/experts/<int:id>/end")
@officer
def expert_end(code: str, id: int) -> Answer:
    """Take somebody off the list."""
    press(PressForm(), services.end_expert, code, id)
    return redirect(url_for("accreditation.round", code=code), 303)


def _page(code: str, form: RoundForm, expert_form: ExpertForm, refusal: str | None = "") -> str:
    row = get_round(db.session(), code)
    of_round = AccreditationCase.round_id == row.id
    return render_template(
        "accreditation/round.html",
        row=row,
        form=form,
        expert_form=expert_form,
        press=PressForm(formdata=None),
        cases=list_cases(db.session(), of_round, AccreditationCase.state != CaseState.DRAFT, newest=True),
        refusal=refusal,
        **words(),
    )


def _to_round(_result: str, code: str) -> str:
    return url_for("accreditation.round", code=code)


lead_again(lambda result: url_for("accreditation.round", code=result), rounds)
lead_again(_to_round, round, expert_add)
lead_again(lambda _result, code, **_found: _to_round("", code), expert_end)
