"""A base's own pages: its designations and cases, a new application, filling it in, its papers."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accreditation.forms.cases import CaseForm, PaperForm, read_measures
from sciencepop.accreditation.models import AccreditationCase
from sciencepop.accreditation.queries import cases as queries
from sciencepop.accreditation.queries.designations import get_designation, list_shown_of_base
from sciencepop.accreditation.queries.rounds import list_rounds, live_experts
from sciencepop.accreditation.rules.steps import OPEN, CaseState, Side
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services import apply as services
from sciencepop.accreditation.services.take_up import refuse_taking_up, take_up
from sciencepop.accreditation.views import bp
from sciencepop.accreditation.views.cases import case_page, checks_of, papers_for, seen_case
from sciencepop.accreditation.views.pressing import TAKEN_UP, Answer, me, press, words
from sciencepop.bases import queries as bases
from sciencepop.core import clock
from sciencepop.core.access import manager, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.forms import PressForm
from sciencepop.core.text import clean_line
from sciencepop.core.uploads import BadUpload, receive, say_upload
from sciencepop.core.web import limiter
from sciencepop.programme.queries.managing import list_bases


@bp.get("/my/accreditation")
@manager
def mine() -> str:
    return _mine()


def _mine(refusal: str | None = "") -> str:
    """My bases with what they were named, their cases, and rounds that they may apply in."""
    session, own = db.session(), me().managed_base_ids
    found = queries.list_cases(session, AccreditationCase.base_id.in_(own), newest=True)
    rows = [
        (base, list_shown_of_base(session, base.id), [one for one in found if one.base_id == base.id])
        for base in list_bases(own)
    ]
    rounds, today = list_rounds(session, open_at=clock.now()), clock.today()
    schemes_open = {one.scheme for one in rounds}
    return render_template(
        "accreditation/mine.html",
        rows=rows,
        rounds=rounds,
        held={
            (base.id, scheme): services.find_held(shown, scheme, today)
            for base, shown, _cases in rows
            for scheme in schemes_open
        },
        under_way={(one.base_id, one.scheme) for one in found if one.state in OPEN},
        to_take_up={
            row.id for _base, shown, _cases in rows for row in shown if refuse_taking_up(session, row, today) is None
        },
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )


@bp.post("/my/accreditation/<slug>/<round_code>")
@manager
def start(slug: str, round_code: str) -> Answer:
    """Begin an application, or a renewal where the base has what the round is for."""
    base = bases.get_any(slug)
    require(base.id in me().managed_base_ids)
    begun: list[str] = []
    refusal = press(PressForm(), lambda **who: begun.append(services.start_case(base.id, round_code, **who)), done=None)
    if refusal:
        return _mine(refusal), 422
    return redirect(url_for("accreditation.case_edit", code=begun[0]), 303)


@bp.post("/my/accreditation/designations/<int:id>/case")
@manager
def base_take_up(id: int) -> Answer:
    """Open the case of a designation of my base that was only recorded: there it is paused or given up."""
    require(get_designation(db.session(), id).base_id in me().managed_base_ids)
    opened: list[str] = []
    refusal = press(PressForm(), lambda **who: opened.append(take_up(id, **who)), done=str(TAKEN_UP))
    if refusal:
        return _mine(refusal), 422
    return redirect(url_for("accreditation.case", code=opened[0]), 303)


@bp.route("/accreditation/cases/<code>/edit", methods=["GET", "POST"])
@signed_in
def case_edit(code: str) -> Answer:
    """Fill an application in."""
    case, sides = seen_case(code)
    require(Side.BASE in sides and case.state in services.EDITABLE)
    form = CaseForm() if request.method == "POST" else CaseForm.of(case)
    form.offer(schemes().categories_on(case.scheme, case.ruled_on))
    refusal = None
    if form.is_submitted():
        refusal = press(form, lambda **who: services.save_case(code, _wish(case, form), **who))
        if refusal is None:
            return redirect(url_for("accreditation.case", code=code), 303)
    page = render_template(
        "accreditation/case_edit.html",
        case=case,
        form=form,
        refusal=refusal,
        bounds=queries.bounds_of(case),
        checks=checks_of(case, case.measures),
        experts=live_experts(case.own_round) if case.state is CaseState.DRAFT else [],
        sent=request.form,
        recused=_recused(case) if form.is_submitted() else {row.expert_id: row.reason for row in case.recusals},
        **words(),
    )
    return (page, 422) if form.is_submitted() else page


def _recused(case: AccreditationCase) -> dict[int, str]:
    """The experts who were ticked, each with the reason beside it."""
    asked = [one.id for one in live_experts(case.own_round) if f"recuse_{one.id}" in request.form]
    return {number: clean_line(request.form.get(f"why_{number}", ""))[:300] for number in asked}


def _wish(case: AccreditationCase, form: CaseForm) -> services.Wish:
    return services.Wish(
        category=form.category.data or "",
        about=form.about.data or "",
        contact=form.contact.data or "",
        measures=read_measures(request.form),
        recusals=_recused(case),
    )


@bp.post("/accreditation/cases/<code>/papers/<kind>")
@signed_in
@limiter.limit("60 per hour")
def paper_put(code: str, kind: str) -> Answer:
    """Put a file to a case; the one before it is kept."""
    seen_case(code)
    form = PaperForm()
    try:
        upload = receive(form.file.data)
    except BadUpload as bad:
        return case_page(code, say_upload(bad.problem))
    refusal = press(form, services.put_paper, code, kind, upload, done=str(_("文件已上传。")))
    return case_page(code, refusal) if refusal else redirect(url_for("accreditation.case", code=code), 303)


@bp.get("/accreditation/cases/<code>/papers/<int:id>")
@signed_in
def paper(code: str, id: int) -> Response:
    """A file of a case, for its sides, always as a download."""
    found = queries.get_paper(papers_for(*seen_case(code)), id)
    return saved(found.content, found.media_type, found.filename)


@bp.post("/accreditation/cases/<code>/papers/<int:id>/drop")
@signed_in
def paper_drop(code: str, id: int) -> Answer:
    """Take a file of a draft away."""
    seen_case(code)
    refusal = press(PressForm(), services.drop_paper, code, id, done=str(_("文件已删除。")))
    return case_page(code, refusal) if refusal else redirect(url_for("accreditation.case", code=code), 303)


lead_again(lambda result, **_found: url_for("accreditation.case_edit", code=result), start)
lead_again(lambda result, **_found: url_for("accreditation.case", code=result), base_take_up)


def _to_case(_result: str, code: str, **_found: object) -> str:
    return url_for("accreditation.case", code=code)


lead_again(_to_case, case_edit, paper_put, paper_drop)
