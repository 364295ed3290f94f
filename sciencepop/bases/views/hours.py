"""A manager's pages of opening hours: the next days with their reasons, the rules, a form for each kind of rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import hooks, messages, queries
from sciencepop.bases.forms.hours import FORMS, RuleForm, UrgentForm
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.queries import hours_of
from sciencepop.bases.rules.counting import NOTICE_DAYS, Count, count, lost_days
from sciencepop.bases.rules.crosscheck import Doubts, doubts_of
from sciencepop.bases.rules.hours import SINGLE, HoursRule, RuleKind
from sciencepop.bases.rules.opening import Hours
from sciencepop.bases.services.hours import DAYS_COMPARED, announce_rule, end_rule, foresee
from sciencepop.bases.views import bp
from sciencepop.bases.views.hours_words import DayRow, day_rows, rule_words
from sciencepop.bases.views.managed import managed_base
from sciencepop.bases.views.words import opening_words
from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken

DAYS_SHOWN = 14
DAYS_CHECKED = 60


@bp.get("/manage/bases/<slug>/hours")
@manager
def hours(slug: str) -> str:
    """Today, the next fourteen days with their reasons, the rules, the year's numbers, and what does not fit."""
    base, today = managed_base(slug), clock.today()
    found = hours_of(base)
    rows = [row for row in base.opening_rules if not row.is_over(today)]
    return render_template(
        "bases/hours.html",
        base=base,
        opening=opening_words(found.opening_at(clock.local(clock.now()))),
        days=day_rows(found, today, DAYS_SHOWN, today),
        lost=(),
        rules=[(row, messages.RULES[row.kind][0], rule_words(row)) for row in rows],
        kinds=[(kind, *messages.RULES[kind]) for kind in FORMS],
        doubts=_doubts(base, found),
        numbers=_year(found, today),
        year=today.year,
    )


@bp.route("/manage/bases/<slug>/hours/new/<kind>", methods=["GET", "POST"])
@manager
def hours_new(slug: str, kind: str) -> str | Response | tuple[str, int]:
    """Announce a rule of one kind, after a look at what it would change."""
    base = managed_base(slug)
    if kind not in set(FORMS):
        abort(404)
    form = FORMS[RuleKind(kind)](data=_shown_at_first(base, RuleKind(kind)))
    days: list[DayRow] = []
    lost: set[date] = set()
    if form.validate_on_submit():
        if request.form.get("do") == "look":
            days, lost = _foreseen(base, form.rule())
        elif _announced(base, form):
            flash(_("已公布，公开页面和日历已更新。"), "info")
            return redirect(url_for("bases.hours", slug=slug), 303)
    name, hint = messages.RULES[RuleKind(kind)]
    page = render_template("bases/hours_new.html", base=base, form=form, name=name, hint=hint, days=days, lost=lost)
    return (page, 422) if form.is_submitted() and not days else page


@bp.route("/manage/bases/<slug>/hours/<int:rule_id>/end", methods=["GET", "POST"])
@manager
def hours_end(slug: str, rule_id: int) -> str | Response | tuple[str, int]:
    """Let a rule hold no more."""
    base, form = managed_base(slug), UrgentForm()
    row = queries.get_rule(base, rule_id)
    if form.validate_on_submit():
        reason = form.urgent_reason.data or ""
        try:
            end_rule(base.id, row.id, by=current_user.id, now=clock.now(), urgent_reason=reason)
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("已结束这条安排，公开页面和日历已更新。"), "info")
            return redirect(url_for("bases.hours", slug=slug), 303)
    name, words = messages.RULES[row.kind][0], rule_words(row)
    page = render_template("bases/hours_end.html", base=base, form=form, name=name, words=words)
    return (page, 422) if form.is_submitted() else page


def _announced(base: ScienceBase, form: RuleForm) -> bool:
    reason = form.urgent_reason.data or ""
    try:
        announce_rule(base.id, form.rule(), by=current_user.id, now=clock.now(), urgent_reason=reason)
    except RuleBroken as refused:
        messages.refuse(form, refused)
        return False
    return True


def _shown_at_first(base: ScienceBase, kind: RuleKind) -> dict[str, Any]:
    """The fields begin with the rule of the kind that holds now; what is single begins empty."""
    is_single = kind in (*SINGLE, RuleKind.SEASON)
    held = [rule for rule in hours_of(base).rules[kind] if rule.ended_on is None and not is_single]
    first = FORMS[kind].shown(held[0] if held else None)
    return first | ({"from_on": clock.today() + timedelta(days=NOTICE_DAYS)} if hasattr(FORMS[kind], "from_on") else {})


def _foreseen(base: ScienceBase, rule: HoursRule) -> tuple[list[DayRow], set[date]]:
    """Fourteen days from the first on which something would be different, and those that lose opening."""
    today, before = clock.today(), hours_of(base)
    after = foresee(base, rule, today)
    last = today + timedelta(days=DAYS_COMPARED)
    differing = (
        one.on
        for one, other in zip(before.days(today, last), after.days(today, last), strict=True)
        if (one.intervals, one.rule and one.rule.kind) != (other.intervals, other.rule and other.rule.kind)
    )
    first = next(differing, today)
    lost = lost_days(before, after, first, first + timedelta(days=DAYS_SHOWN - 1))
    return day_rows(after, first, DAYS_SHOWN, today), set(lost)


def _doubts(base: ScienceBase, found: Hours) -> Doubts:
    now = clock.now()
    held = hooks.sessions_at(db.session(), base.id, now, now + timedelta(days=DAYS_CHECKED))
    return doubts_of(found, held)


def _year(found: Hours, today: date) -> Count:
    return count(found, date(today.year, 1, 1), date(today.year, 12, 31))


def _to_hours(_result: str, slug: str, **_found: object) -> str:
    return url_for("bases.hours", slug=slug)


lead_again(_to_hours, hours_new, hours_end)
