"""The plan of the joint conference: departments with their indicators, targets, actual numbers and trends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.mine_links import Link
from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.access import officer, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.table_out import table_answer
from sciencepop.festival.vocabulary import vocabulary
from sciencepop.statistics import services
from sciencepop.statistics.forms.plan import DelegateForm, IndicatorForm, YearsForm
from sciencepop.statistics.models import PlanIndicator, PlanNumber
from sciencepop.statistics.queries import plan as queries
from sciencepop.statistics.rules.plan import percent_of, write_number
from sciencepop.statistics.services.planning import seen_numbers
from sciencepop.statistics.views import bp
from sciencepop.statistics.views.pressing import Answer, me, press

YEARS = 5
"""So many years are entered: three that were, this one, and the next."""


@dataclass(frozen=True)
class Trend:
    """A year of an indicator as it is shown: numbers as people write them, and the share reached."""

    year: int
    target: str
    actual: str
    percent: int | None
    note: str


def _trend(one: PlanNumber) -> Trend:
    target, actual = write_number(one.target), write_number(one.actual)
    return Trend(one.year, target, actual, percent_of(one.actual, one.target), one.note)


def link_for(person: Person) -> Link | None:
    """The way to the plan from the own page of a department's delegate; officers have their desk."""
    if person.is_officer or not queries.departments_of(db.session(), person):
        return None
    return ("statistics.plan", "check", _("规划指标"), _("填报本部门的指标，看历年进展"))


def _in_table(hundredths: int | None) -> float | None:
    """A number of a table: whole where it is whole."""
    if hundredths is None:
        return None
    return hundredths / 100 if hundredths % 100 else hundredths // 100


@bp.get("/plan")
@signed_in
def plan() -> Answer:
    """The indicators of my departments; officers see all."""
    return _plan_page()


def _plan_page(delegate_form: DelegateForm | None = None, refusal: str | None = None) -> Answer:
    session = db.session()
    mine = queries.departments_of(session, me())
    require(bool(mine))
    rows = queries.list_indicators(session, mine)
    page = render_template(
        "statistics/plan.html",
        departments={slug: one for slug, one in vocabulary().departments.items() if slug in mine},
        rows={
            slug: [(row, [_trend(one) for one in row.numbers]) for row in rows if row.department == slug]
            for slug in mine
        },
        delegates=queries.list_delegates(session) if me().is_officer else [],
        delegate_form=delegate_form or DelegateForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
    )
    return (page, 422) if refusal else page


@bp.get("/plan.<any(csv, xlsx):ending>")
@signed_in
def plan_table(ending: str) -> Response:
    """The same as a table, a line for each year."""
    session = db.session()
    mine = queries.departments_of(session, me())
    require(bool(mine))
    names = {slug: tr(one, "name") for slug, one in vocabulary().departments.items()}
    rows = [
        [names.get(row.department, row.department), tr(row, "name"), tr(row, "unit"), one.year]
        + [_in_table(number) for number in (one.target, one.actual)]
        + [percent_of(one.actual, one.target), _("由平台计算") if row.counted else _("部门填写"), one.note]
        for row in queries.list_indicators(session, mine)
        for one in row.numbers
    ]
    head = [_("部门"), _("指标"), _("计量单位"), _("年度"), _("目标"), _("实际"), _("完成百分比"), _("来源"), _("说明")]
    return table_answer(head, rows, f"plan-{clock.today()}.{ending}")


@bp.route("/plan/new", methods=["GET", "POST"])
@officer
def plan_new() -> Answer:
    """Add an indicator."""
    form = IndicatorForm()
    if form.validate_on_submit():
        names = ("department", "name_zh", "name_en", "unit_zh", "unit_en", "counted")
        wish = services.IndicatorWish(**{name: form[name].data or "" for name in names})
        code = services.add_indicator(wish, by=me(), now=clock.now())
        return redirect(url_for("statistics.plan_years", code=code), 303)
    page = render_template("statistics/plan_new.html", form=form)
    return (page, 422) if form.errors else page


@bp.route("/plan/<code>", methods=["GET", "POST"])
@signed_in
def plan_years(code: str) -> Answer:
    """One indicator's years: an officer sets targets, its department enters what was reached."""
    session = db.session()
    row = queries.get_indicator(session, code)
    require(row.department in queries.departments_of(session, me()))
    form = _years_form(row)
    if form.is_submitted():
        if not (refusal := press(form, services.set_years, code, form.wishes(_years()), form.seen.data or "")):
            return redirect(url_for("statistics.plan", _anchor=row.department), 303)
        if not form.errors:
            form.refuse(None, refusal)
        row = queries.get_indicator(session, code)
    else:
        form.show(row.numbers)
        form.seen.data = seen_numbers(row)
    page = render_template(
        "statistics/plan_years.html",
        row=row,
        form=form,
        years=_years(),
        trends=[_trend(one) for one in row.numbers],
        department=vocabulary().departments[row.department],
        press=PressForm(formdata=None),
    )
    return (page, 422) if form.errors else page


def _years() -> list[int]:
    this_year = clock.today().year
    return list(range(this_year + 2 - YEARS, this_year + 2))


def _years_form(row: PlanIndicator) -> YearsForm:
    return YearsForm.for_years(_years(), targets=me().is_officer, actuals=not row.counted)()


@bp.post("/plan/<code>/end")
@officer
def plan_end(code: str) -> Answer:
    """The indicator is asked for no more."""
    refusal = press(PressForm(), services.end_indicator, code, done=str(_("已停用，历年的数仍然保留。")))
    return _plan_page(refusal=refusal) if refusal else _plan_again()


@bp.post("/plan/delegates")
@officer
def delegate_name() -> Answer:
    """Let somebody act for a department."""
    form = DelegateForm()
    words = (form.department.data or "", form.address.data or "")
    refusal = press(form, services.name_delegate, *words, done=str(_("已请对方填报，并通知了对方。")))
    return _plan_page(form, refusal) if refusal else _plan_again()


@bp.post("/plan/delegates/<int:id>/end")
@officer
def delegate_end(id: int) -> Answer:
    """Somebody acts for a department no more."""
    refusal = press(PressForm(), services.end_delegate, id)
    return _plan_page(refusal=refusal) if refusal else _plan_again()


def _plan_again() -> Response:
    return redirect(url_for("statistics.plan"), 303)


def _replay(*_result: object, **_found: object) -> str:
    return url_for("statistics.plan")


def _replay_new(result: str, **_found: Any) -> str:
    return url_for("statistics.plan_years", code=result)


lead_again(_replay_new, plan_new)
lead_again(_replay, plan_years, plan_end, delegate_name, delegate_end)
