"""The district's desk of proofs: requests, the publication, the numbered register, batches, and tables to take."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language, tr
from sciencepop.core.table_out import table_answer
from sciencepop.volunteers.forms.hours import BatchForm, DecisionForm, EndProofForm, TableForm
from sciencepop.volunteers.hours_messages import KINDS, OUTCOMES, PROOF_STATES, hours_sentence, hours_text
from sciencepop.volunteers.hours_policy import proof_policy
from sciencepop.volunteers.models import ServiceProof
from sciencepop.volunteers.proof_paper import is_intact
from sciencepop.volunteers.queries import proofs as queries
from sciencepop.volunteers.queries.hours import PlatformRow, iter_platform_rows
from sciencepop.volunteers.queries.proof_objections import count_open_of, list_of_proof
from sciencepop.volunteers.roles import role_name
from sciencepop.volunteers.rules.hours import half_hours
from sciencepop.volunteers.rules.proofs import ProofState
from sciencepop.volunteers.services import proofs as services
from sciencepop.volunteers.services.table import note_table
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me

MOST_DAYS = timedelta(days=366)


@bp.get("/manage/proofs")
@officer
def register() -> str:
    """What waits, what is published, and every proof that got a number."""
    return _register_page()


def _register_page(batch: BatchForm | None = None, refusal: str = "") -> str:
    session = db.session()
    page = queries.page_of_register(session, request.args.get("after", ""))
    published = queries.list_in(session, ProofState.PUBLISHED)
    return render_template(
        "volunteers/register.html",
        waiting=queries.list_in(session, ProofState.REQUESTED),
        published=published,
        objections=count_open_of(session, [proof.id for proof in published]),
        most=queries.MOST,
        page=page,
        paged=bool(request.args.get("after")),
        states=PROOF_STATES,
        policy=proof_policy(),
        batch=batch or _batch_form(blank=True),
        table=TableForm(formdata=None, data={"from_on": clock.today().replace(day=1), "until_on": clock.today()}),
        press=PressForm(formdata=None),
        half_hours=half_hours,
        refusal=refusal,
    )


def _batch_form(*, blank: bool = False) -> BatchForm:
    form = BatchForm(formdata=None) if blank else BatchForm()
    bases = db.session.scalars(select(ScienceBase).order_by(ScienceBase.id).limit(500))
    form.base.choices = [SelectChoice(0, _("全区")), *(SelectChoice(base.id, tr(base, "name")) for base in bases)]
    return form


@bp.post("/manage/proofs/publish")
@officer
def publish_proofs() -> Answer:
    """Put the ticked requests up for the internal publication."""
    if not PressForm().validate_on_submit():
        return _register_page(refusal=_("没有看懂这次提交，请再试一次。")), 422
    count = services.publish(request.form.getlist("proof")[:300], by=me(), now=clock.now())
    flash(ngettext("%(num)d 份证明开始公示。", "%(num)d 份证明开始公示。", count))
    return redirect(url_for("volunteers.register"), 303)


@bp.post("/manage/proofs/batch")
@officer
def batch_proofs() -> Answer:
    """A proof for everybody who served in these days."""
    form = _batch_form()
    if not form.validate_on_submit() or not (form.from_on.data and form.until_on.data):
        return _register_page(form), 422
    days, title = (form.from_on.data, form.until_on.data), form.title.data or ""
    try:
        count = services.publish_batch(*days, base_id=form.base.data or None, title=title, by=me(), now=clock.now())
    except RuleBroken as broken:
        return _register_page(form, hours_sentence(broken)), 422
    flash(ngettext("%(num)d 份证明开始公示。", "%(num)d 份证明开始公示。", count))
    if count == services.MOST_IN_BATCH:
        flash(_("一次最多这么多。请用同样的日期再办一次，直到没有剩下的。"), "warning")
    return redirect(url_for("volunteers.register"), 303)


@bp.route("/manage/proofs/<code>", methods=["GET", "POST"])
@officer
def proof_desk(code: str) -> Answer:
    """One proof: all that it says; refuse the request, or revoke what was issued."""
    form, refusal = EndProofForm(), ""
    proof = queries.get_proof(db.session(), code)
    if form.validate_on_submit():
        try:
            _end(code, proof.state, form)
        except RuleBroken as broken:
            refusal = hours_sentence(broken)
        else:
            flash(_("已经处理，并写信告诉了对方。"))
            return redirect(url_for("volunteers.register"), 303)
        proof = queries.get_proof(db.session(), code)
    page = desk_page(proof, form, refusal)
    return (page, 422) if refusal or form.errors else page


def desk_page(proof: ServiceProof, form: EndProofForm, refusal: str = "", sent: DecisionForm | None = None) -> str:
    """One proof on the desk, with what was objected to it; `sent` is a decision that was refused."""
    objections = list_of_proof(db.session(), proof.id)
    forms = {row.id: DecisionForm(prefix=f"o{row.id}", formdata=None) for row in objections if row.outcome is None}
    if sent is not None:
        forms |= {number: sent for number in forms if sent.words.name == f"o{number}-words"}
    return render_template(
        "volunteers/proof_desk.html",
        proof=proof,
        form=form,
        states=PROOF_STATES,
        objections=objections,
        forms=forms,
        outcomes=OUTCOMES,
        is_intact=not proof.digest or is_intact(proof),
        half_hours=half_hours,
        hours_text=hours_text,
        refusal=refusal,
    )


def _end(code: str, state: ProofState, form: EndProofForm) -> None:
    reason, now = form.reason.data or "", clock.now()
    if state is ProofState.ISSUED:
        services.revoke_proof(code, reason, is_made_anew=bool(form.is_made_anew.data), by=me(), now=now)
    else:
        services.refuse_proof(code, reason, by=me(), now=now)


@bp.get("/manage/hours.csv")
@officer
def hours_table() -> Answer:
    """Hours for the city's volunteer platform (docs/volunteer-hours.md); that it was taken is written down."""
    form = TableForm(request.args)
    start, end = (form.from_on.data, form.until_on.data) if form.validate() else (None, None)
    if not (start and end) or not timedelta(0) <= end - start <= MOST_DAYS:
        return _register_page(refusal=_("请从早到晚填写，最多一年。")), 422
    note_table(start, end, by=me(), now=clock.now())
    return table_answer(COLUMNS, map(_cells, iter_platform_rows(db.session(), start, end)), f"hours-{start}-{end}.csv")


COLUMNS = (
    "record",
    "volunteer_number",
    "volunteer_name",
    "activity",
    "role",
    "organisation",
    "date",
    "start",
    "end",
    "minutes",
    "hours",
    "kind",
    "reason",
)


def _cells(row: PlatformRow) -> list[str]:
    entry, shift = row.entry, row.entry.assignment.shift if row.entry.assignment else None
    return [
        entry.code,
        row.number,
        row.name,
        entry.what,
        role_name(row.role, language()) if row.role else "",
        row.base or proof_policy().issuer,
        entry.served_on.isoformat(),
        f"{clock.local(shift.starts_at):%H:%M}" if shift else "",
        f"{clock.local(shift.ends_at):%H:%M}" if shift else "",
        str(row.minutes),
        half_hours(row.minutes),
        str(KINDS[entry.kind]),
        entry.reason,
    ]


lead_again(lambda _result: url_for("volunteers.register"), publish_proofs, batch_proofs)
lead_again(lambda _result, **_found: url_for("volunteers.register"), proof_desk)
