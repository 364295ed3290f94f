"""A volunteer's own hours: every entry with its reason, disputes, and what no shift stands for."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.volunteers.forms.hours import DaysForm, DisputeForm, ReportForm, minutes_of
from sciencepop.volunteers.hours_messages import ANSWERS, KINDS, PROOF_STATES, hours_sentence, hours_text
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import HoursEntry
from sciencepop.volunteers.queries import hours as queries
from sciencepop.volunteers.queries.proofs import list_own
from sciencepop.volunteers.queries.training import list_records
from sciencepop.volunteers.roles import role_name
from sciencepop.volunteers.rules.hours import half_hours, is_locked
from sciencepop.volunteers.services import hours as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me


@bp.get("/volunteer/hours")
@signed_in
def hours() -> str:
    """What counts, entry by entry; disputes and their answers; proofs."""
    return hours_page(DaysForm(formdata=None))


def hours_page(form: DaysForm, refusal: str = "") -> str:
    """The page of hours, with what was refused on it, for its other buttons too."""
    session = db.session()
    entries = queries.list_entries(session, current_user.id)
    claims = queries.list_claims(session, current_user.id)
    return render_template(
        "volunteers/hours.html",
        totals=queries.read_totals(session, current_user.id),
        entries=entries,
        stands={entry.id: queries.minutes_of(entry) for entry in entries},
        claims=claims,
        disputable=_disputable(entries, {claim.entry_id for claim in claims if claim.answer is None}),
        proofs=list_own(session, current_user.id),
        trainings=list_records(session, current_user.id),
        form=form,
        today=clock.today(),
        kinds=KINDS,
        answers=ANSWERS,
        states=PROOF_STATES,
        policy=hours_policy(),
        role_name=role_name,
        hours_text=hours_text,
        half_hours=half_hours,
        refusal=refusal,
    )


def _disputable(entries: Sequence[HoursEntry], asked: set[int | None]) -> set[int]:
    policy, today = hours_policy(), clock.today()
    return {entry.id for entry in entries if entry.id not in asked and not is_locked(entry.served_on, today, policy)}


@bp.route("/volunteer/hours/<code>/dispute", methods=["GET", "POST"])
@signed_in
def dispute(code: str) -> Answer:
    """Say what an entry should stand at, and why."""
    entry = queries.get_own_entry(db.session(), code, current_user.id)
    form, refusal = DisputeForm(), ""
    if form.validate_on_submit():
        try:
            services.dispute(code, minutes_of(form.minutes), form.words.data or "", by=me(), now=clock.now())
        except RuleBroken as broken:
            refusal = hours_sentence(broken)
        else:
            flash(_("已经提交。另一位工作人员看过以后会写信答复您。"))
            return redirect(url_for("volunteers.hours"), 303)
    page = render_template(
        "volunteers/dispute.html",
        form=form,
        entry=queries.get_own_entry(db.session(), code, current_user.id),
        stands=queries.minutes_of(entry),
        hours_text=hours_text,
        refusal=refusal,
    )
    return (page, 422) if refusal or form.errors else page


@bp.route("/volunteer/hours/report", methods=["GET", "POST"])
@signed_in
def report() -> Answer:
    """Report service that no shift stands for."""
    form, refusal = _report_form(db.session()), ""
    if form.validate_on_submit():
        try:
            _send_report(form)
        except RuleBroken as broken:
            refusal = hours_sentence(broken)
        else:
            flash(_("已经提交。工作人员核实以后会写信答复您。"))
            return redirect(url_for("volunteers.hours"), 303)
    page = render_template("volunteers/report.html", form=form, refusal=refusal)
    return (page, 422) if refusal or form.errors else page


def _report_form(session: Session) -> ReportForm:
    form = ReportForm()
    bases = [SelectChoice(base.id, tr(base, "name")) for base in queries.served_bases(session, current_user.id)]
    form.base.choices = [*bases, SelectChoice(0, _("不属于某个基地"))]
    return form


def _send_report(form: ReportForm) -> None:
    assert form.served_on.data is not None
    services.report(
        minutes=minutes_of(form.minutes),
        served_on=form.served_on.data,
        what=form.what.data or "",
        words=form.words.data or "",
        base_id=form.base.data or None,
        by=me(),
        now=clock.now(),
    )


lead_again(lambda _result, **_found: url_for("volunteers.hours"), dispute, report)
