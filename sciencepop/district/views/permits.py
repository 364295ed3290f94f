"""Looks at what is known of children: officers ask, leads decide, and the year is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import MinorsPermit
from sciencepop.accounts.pressing import me, presser
from sciencepop.accounts.queries.four_eyes import page_of_permits
from sciencepop.accounts.rules.four_eyes import is_open
from sciencepop.accounts.rules.minors import MOST_DAYS, MinorsPurpose, is_in_force
from sciencepop.accounts.rules.minors_report import WITHOUT_PURPOSE
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services import PermitWish
from sciencepop.bases import queries as bases
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.core import clock, documents
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved_paper
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.district import minors_report, queries
from sciencepop.district.forms.permits import PermitForm
from sciencepop.district.services.minors import ask_report
from sciencepop.district.views import bp

press = presser(sentence)


def _require_office() -> None:
    require(me().is_officer or me().is_lead)


@bp.route("/district/minors", methods=["GET", "POST"])
@signed_in
def permits() -> Any:
    """What I asked for, or for a lead what everybody did; and the form to ask."""
    _require_office()
    form = PermitForm()
    form.offer([(base.slug, tr(base, "name")) for base in bases.list_public()], request.args.get("base", ""))
    if request.method == "GET" and request.args.get("occurrence", "").isdecimal():
        form.occurrence.data = int(request.args["occurrence"][:15])
    if form.is_submitted():
        require(me().is_officer)
    if form.validate_on_submit():
        try:
            services.ask_permit(_wish(form), by=me(), now=clock.now())
            flash(_("已经申请，并告诉了负责人。批准后会写信给您。"))
            return redirect(url_for("district.permits"), 303)
        except RuleBroken as broken:
            form.refuse(_FIELDS.get(Refusal(broken.code)), sentence(broken))
    return _page(form, 422 if form.is_submitted() else 200)


@bp.post("/district/minors/<int:id>/<any(grant, refuse, end):step>")
@signed_in
def permit_step(id: int, step: str) -> Any:
    """A lead grants or refuses; whoever has a permit gives it back, or a lead takes it away."""
    require(me().is_lead or (me().is_officer and step == "end"))
    if step == "end":
        refusal = press(PressForm(), services.end_permit, id, done=str(_("许可已经结束。")))
    else:
        done = _("已经批准，并告诉了申请人。") if step == "grant" else _("没有批准，并告诉了申请人。")
        refusal = press(PressForm(), services.decide_permit, id, step == "grant", done=str(done))
    if refusal:
        flash(refusal, "error")
    return redirect(url_for("district.permits"), 303)


def _wish(form: PermitForm) -> PermitWish:
    """What the form asks for. Refuses NOT_AT_BASE for a session that is elsewhere."""
    base, number = bases.get_any(form.base.data or ""), form.occurrence.data
    if number:
        occurrence = find_occurrence(db.session(), number)
        if occurrence is None or occurrence.event.base_id != base.id:
            raise RuleBroken(Refusal.NOT_AT_BASE)
    purpose, until_on = MinorsPurpose(form.purpose.data), form.until.data
    assert until_on is not None
    return PermitWish(purpose, form.reason.data or "", base.id, number or None, until_on)


_FIELDS = {
    Refusal.NOT_AT_BASE: "occurrence",
    Refusal.PERMIT_TOO_LONG: "until",
    Refusal.PERMIT_UNEXPLAINED: "reason",
}


def _page(form: PermitForm, status: int) -> Any:
    now, today = clock.now(), clock.today()
    page = page_of_permits(db.session(), me(), request.args.get("after", ""))
    shown = render_template(
        "district/permits.html",
        form=form,
        page=page,
        bases=queries.bases_by_id({row.base_id for row in page.rows}),
        purposes=minors_report.PURPOSES,
        most_days=MOST_DAYS,
        open={row.id for row in page.rows if is_open(row.decided_at, row.asked_at, now) and row.until_on >= today},
        live={row.id for row in page.rows if _is_live(row, today)},
        me=me(),
        today=today,
        press=PressForm(formdata=None),
    )
    return shown, status


def _is_live(row: MinorsPermit, today: date) -> bool:
    return is_in_force(granted=row.granted, until_on=row.until_on, is_ended=row.ended_at is not None, today=today)


@bp.route("/district/minors/<int:year>", methods=["GET", "POST"])
@signed_in
def minors_year(year: int) -> Any:
    """The report of a year, and asking for its file."""
    _require_office()
    now = clock.now()
    if not minors_report.FIRST_YEAR <= year <= clock.today().year:
        raise NotFound
    code = minors_report.code_of(year, now)
    if PressForm().validate_on_submit():
        ask_report(year, now=now)
        flash(_("文件正在生成，一两分钟后刷新这一页下载。"))
        return redirect(url_for("district.minors_year", year=year), 303)
    return render_template(
        "district/minors_year.html",
        report=minors_report.read_report(db.session(), year),
        months={month: date(year, month, 1) for month in range(1, 13)},
        years={one: str(one) for one in range(minors_report.FIRST_YEAR, clock.today().year + 1)},
        purposes=minors_report.PURPOSES,
        deeds=minors_report.DEED_WORDS,
        without_purpose=WITHOUT_PURPOSE,
        has_file=documents.is_made(db.session(), minors_report.KIND, code),
        press=PressForm(formdata=None),
    )


@bp.get("/district/minors/<int:year>.pdf")
@signed_in
def minors_year_pdf(year: int) -> Response:
    """The file that was asked for today, once the worker has made it."""
    _require_office()
    code = minors_report.code_of(year, clock.now()) if year < 10_000 else ""
    return saved_paper(minors_report.KIND, code, f"minors-{year}.pdf")


lead_again(lambda _result, **_found: url_for("district.permits"), permits, permit_step)
lead_again(lambda _result, year: url_for("district.minors_year", year=year), minors_year)
