"""Coordinators let the worker make a roster, look at the draft, publish or discard it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.queries import list_public
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.programme.queries.managing import list_bases
from sciencepop.volunteers.forms.rosters import DecisionForm, RosterForm
from sciencepop.volunteers.models import Need, RosterChange, RosterRun, Shift
from sciencepop.volunteers.queries import rosters as queries
from sciencepop.volunteers.roster.reasons import Lack
from sciencepop.volunteers.roster_words import (
    FIELD_OF,
    RUN_STATES,
    lack_sentence,
    left_out_words,
    roster_sentence,
)
from sciencepop.volunteers.rules.rosters import RosterRefusal
from sciencepop.volunteers.services import rosters as services
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer
from sciencepop.volunteers.words import role_name, where


def my_bases() -> Sequence[ScienceBase]:
    """Those whose volunteers this person may roster."""
    return list_public() if current_user.is_officer else list_bases(current_user.managed_base_ids)


@bp.route("/manage/rosters", methods=["GET", "POST"])
@manager
def rosters() -> Answer:
    """Ask for a roster; the latest ones."""
    bases = my_bases()
    form = RosterForm(_choices(bases), data=_week() | {"base": request.args.get("base", "")})
    if form.validate_on_submit():
        base = next((base for base in bases if base.slug == form.base.data), None)
        require(base is not None or current_user.is_officer)
        try:
            return redirect(url_for("volunteers.roster_run", code=_ask(form, base)), 303)
        except RuleBroken as broken:
            form.refuse(FIELD_OF.get(RosterRefusal(broken.code)), roster_sentence(broken))
    ids = None if current_user.is_officer else [base.id for base in bases]
    runs = queries.list_runs(db.session(), ids)
    page = render_template("volunteers/rosters.html", form=form, runs=runs, states=RUN_STATES, bases=bases)
    return page, 422 if form.is_submitted() else 200


def _week() -> dict[str, Any]:
    tomorrow = clock.today() + timedelta(days=1)
    return {"from_on": tomorrow, "until_on": tomorrow + timedelta(days=6)}


def _choices(bases: Sequence[ScienceBase]) -> list[Any]:
    everything = [SelectChoice("", _("全区所有基地"))] if current_user.is_officer else []
    return everything + [SelectChoice(base.slug, tr(base, "name")) for base in bases]


def _ask(form: RosterForm, base: ScienceBase | None) -> str:
    assert form.from_on.data and form.until_on.data
    return services.ask_for_roster(
        base.id if base else None,
        form.from_on.data,
        form.until_on.data,
        asks_unknown=bool(form.asks_unknown.data),
        most_moved=form.most_moved.data or 0,
        by=cast(Person, current_user),
        now=clock.now(),
    )


@bp.get("/manage/rosters/<code>")
@manager
def roster_run(code: str) -> str:
    """One run: how good it is, what it would change, which places stay empty and why."""
    return _run_page(_managed(code))


def _managed(code: str) -> RosterRun:
    run = queries.get_run(db.session(), code)
    require(current_user.is_officer if run.base_id is None else current_user.manages(run.base_id))
    return run


def _run_page(run: RosterRun, refusal: str = "") -> str:
    session = db.session()
    needs = queries.list_needs(session, [row["need"] for row in run.unfilled])
    return render_template(
        "volunteers/roster_run.html",
        run=run,
        states=RUN_STATES,
        refusal=refusal,
        changes=_by_day(queries.list_changes(session, run.id)),
        unfilled=[(needs[row["need"]], row["seats"], _why(needs[row["need"]], row)) for row in run.unfilled],
        form=DecisionForm(formdata=None),
        role_name=role_name,
        where=where,
        left_out_words=left_out_words,
    )


def _by_day(changes: Sequence[RosterChange]) -> dict[date, list[tuple[Shift, list[tuple[Need, list[RosterChange]]]]]]:
    """By day, then by shift, then by role; they come in the order of the shifts' time."""
    days: dict[date, list[tuple[Shift, list[tuple[Need, list[RosterChange]]]]]] = {}
    for shift, of_shift in groupby(changes, lambda change: change.need.shift):
        needs = [(need, list(rows)) for need, rows in groupby(of_shift, lambda change: change.need)]
        days.setdefault(clock.local(shift.starts_at).date(), []).append((shift, needs))
    return days


def _why(need: Need, row: dict[str, Any]) -> str:
    return lack_sentence(Lack(row["reason"]), row["counts"], need)


@bp.post("/manage/rosters/<code>/publish")
@manager
def roster_publish(code: str) -> Answer:
    """Give and take the places of the draft."""
    return _decide(code, services.publish_roster, _("正在公布。大家会收到通知；夜里不打扰，早上 8 点接着发。"))


@bp.post("/manage/rosters/<code>/discard")
@manager
def roster_discard(code: str) -> Answer:
    """Nothing comes of the draft."""
    return _decide(code, services.discard_roster, _("没有采用，什么都没有改变。"))


def _decide(code: str, verb: Callable[..., None], done: str) -> Answer:
    run, form = _managed(code), DecisionForm()
    if not form.validate_on_submit():
        return _run_page(run, _("页面放得太久了，请再按一次。")), 422
    try:
        verb(code, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _run_page(_managed(code), roster_sentence(broken)), 422
    flash(done)
    return redirect(url_for("volunteers.roster_run", code=code), 303)


def _to_run(result: str = "", code: str = "") -> str:
    return url_for("volunteers.roster_run", code=result or code)


_POSTED: tuple[Any, ...] = (rosters, roster_publish, roster_discard)
for _view in _POSTED:
    lead_again(_to_run, _view)
