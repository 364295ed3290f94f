"""The district's view on registrations: the queue, one registration, the decision."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import messages, queries
from sciencepop.bases.forms.decision import DecisionForm
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.rules.states import Step, Who, split_corrections, steps_of
from sciencepop.bases.services.decide import decide
from sciencepop.bases.services.record import week_of
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.paging import decode_cursor, encode_cursor
from sciencepop.district.views import bp

ROWS = 50
SHOWN = [state for state in BaseState if state is not BaseState.DROPPED]


@bp.get("/district/bases")
@officer
def bases() -> str:
    """Bases of one state, those that wait for a decision first."""
    asked = request.args.get("state", "")
    state = BaseState(asked) if asked in SHOWN else BaseState.SUBMITTED
    cursor = decode_cursor(request.args.get("after", ""), (int,))
    after_id = cursor[0] if cursor and 0 <= cursor[0] < 2**31 else 0
    rows = queries.list_in_state(state, after_id, ROWS + 1)
    following = encode_cursor(rows[ROWS - 1].id) if len(rows) > ROWS else ""
    return render_template(
        "district/bases.html",
        rows=rows[:ROWS],
        state=state,
        counts=queries.count_by_state(),
        states={state: messages.STATES[state] for state in SHOWN},
        next_url=url_for("district.bases", state=state, after=following) if following else "",
        first_url=url_for("district.bases", state=state) if after_id else "",
    )


@bp.route("/district/bases/<slug>", methods=["GET", "POST"])
@officer
def base_decision(slug: str) -> str | Response | tuple[str, int]:
    """The record, its papers and its history, and what may be decided now."""
    base = queries.get_any(slug)
    form = DecisionForm(data={"seen": base.submitted_at.isoformat() if base.submitted_at else ""})
    form.offer(steps_of(Who.OFFICER, base.state))
    if form.validate_on_submit():
        try:
            _decide(base, form)
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("已记录决定，并通知登记人。"), "info")
            return redirect(url_for("district.base_decision", slug=slug), 303)
    page = render_template("district/base_decision.html", **_shown(base), form=form)
    return (page, 422) if form.is_submitted() else page


def _decide(base: ScienceBase, form: DecisionForm) -> None:
    step = Step(form.step.data)
    decide(
        base.id,
        step,
        by=current_user.id,
        now=clock.now(),
        reason=form.reason.data or "",
        corrections=split_corrections(form.corrections.data or ""),
        seen_at=form.seen_at if step in (Step.ACCEPT, Step.RETURN, Step.REFUSE) else None,
    )


def _shown(base: ScienceBase) -> dict[str, Any]:
    week = week_of(base, clock.today())
    return {
        "base": base,
        "state": messages.STATES[base.state],
        "contact_roles": messages.CONTACT_ROLES,
        "crs_names": {crs.value: words for crs, words in messages.CRS.items()},
        "days": [[s for s in week if s.weekday == number] for number in range(7)],
        "day_names": [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")],
        "history": [
            (row.at, messages.STEPS[Step(row.action.removeprefix("base."))], row.facts)
            for row in queries.list_standing(base)
        ],
        "steps": steps_of(Who.OFFICER, base.state),
    }


lead_again(lambda _result, **found: url_for("district.base_decision", slug=found["slug"]), base_decision)
