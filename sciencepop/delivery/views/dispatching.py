"""Proposals of a window: an officer asks for one, pins, has it worked out anew, takes over what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.delivery import services
from sciencepop.delivery.forms.dispatch import SealForm
from sciencepop.delivery.messages import brief, sentence
from sciencepop.delivery.models import DispatchLine, DispatchRun
from sciencepop.delivery.queries.dispatch_runs import count_lines, get_based_on, get_run, list_lines, towns_of_met
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.office import window_page
from sciencepop.delivery.views.pressing import Answer, me, press, words
from sciencepop.delivery.words import RUN_STATES


@bp.post("/district/delivery/windows/<code>/dispatches")
@officer
def dispatch_ask(code: str) -> Answer:
    """Let the worker make a proposal for all orders that wait."""
    form = PressForm()
    if not form.validate_on_submit():
        return window_page(code, SealForm(formdata=None), _("页面放得太久了，请再提交一次。"))
    try:
        made = services.ask_for_dispatch(code, by=me(), now=clock.now())
    except RuleBroken as broken:
        return window_page(code, SealForm(formdata=None), sentence(broken))
    return redirect(url_for("delivery.dispatch_run", code=made), 303)


ALL_AT_ONCE = 100
"""With more lines than that, a page shows those of one town."""
EVERY_TOWN = "all"
SHOW = "show:"


@dataclass(frozen=True)
class Looking:
    """Which lines an officer has before them: every town's, one's, or (empty) none; and the orders not to be taken."""

    town: str = ""
    skipped: frozenset[str] = frozenset()


@bp.get("/district/delivery/dispatches/<code>")
@officer
def dispatch_run(code: str) -> Answer:
    return _run_page(code, Looking(request.args.get("town", "")))


def _run_page(code: str, looking: Looking, refusal: str = "") -> Answer:
    """How good a proposal is, who gets what, who gets nothing and why, and what differs from the one before."""
    session = db.session()
    run = get_run(session, code)
    towns = count_lines(session, run.id)
    is_small = sum(one.met + one.unmet for one in towns.values()) <= ALL_AT_ONCE
    shown = EVERY_TOWN if is_small else looking.town if looking.town in towns else ""
    lines = list_lines(session, run.id, town=None if is_small else shown) if shown else []
    page = render_template(
        "delivery/dispatch_run.html",
        run=run,
        shown=shown,
        counts={} if is_small else towns,
        skipped=looking.skipped,
        skipped_of=_count_skipped(run, looking.skipped),
        kept_elsewhere=sorted(looking.skipped - {line.order.code for line in lines}),
        met=_by_town([line for line in lines if line.item]),
        unmet=_by_town([line for line in lines if not line.item]),
        differs=_differences(run, lines),
        run_states=RUN_STATES,
        why=lambda reason: brief(Refusal(reason)),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _count_skipped(run: DispatchRun, skipped: frozenset[str]) -> Counter[str]:
    if not skipped:
        return Counter()
    return Counter(town for code, town in towns_of_met(db.session(), run.id).items() if code in skipped)


def _looked(run: DispatchRun) -> tuple[Looking, list[str]]:
    """Where the officer was, with what they have unticked so far, and all that is ticked, seen or not."""
    met, ticked = towns_of_met(db.session(), run.id), set(request.form.getlist("order"))
    town = request.form.get("shown", EVERY_TOWN)
    unticked = {code for code, its in met.items() if town in (its, EVERY_TOWN) and code not in ticked}
    before = {code for code in request.form.getlist("skip") if met.get(code, town) not in (town, EVERY_TOWN)}
    skipped = frozenset(unticked | before)
    return Looking(town, skipped), [code for code in met if code not in skipped]


def _by_town(lines: Sequence[DispatchLine]) -> list[tuple[str, list[DispatchLine]]]:
    return [(town, list(rows)) for town, rows in groupby(lines, lambda line: line.order.town_code)]


def _differences(run: DispatchRun, lines: Sequence[DispatchLine]) -> dict[int, str]:
    """By order: what is otherwise than in the proposal before."""
    before = get_based_on(db.session(), run)
    if before is None:
        return {}
    codes = [line.order.code for line in lines]
    was = {line.order_id: line for line in list_lines(db.session(), before.id, codes)}
    found = {}
    for line in lines:
        old = was.get(line.order_id)
        if old is None:
            found[line.order_id] = _("新的点单")
        elif line.item_id and not old.item_id:
            found[line.order_id] = _("上一份没有排上")
        elif old.item_id and not line.item_id:
            found[line.order_id] = _("上一份排上了")
        elif (line.item_id, line.slot) != (old.item_id, old.slot):
            found[line.order_id] = _("和上一份不同")
    return {order: str(said) for order, said in found.items()}


@bp.post("/district/delivery/dispatches/<code>")
@officer
def dispatch_decide(code: str) -> Answer:
    """One form: look at another town, take over what is ticked, work it out anew with that kept, or discard."""
    form, act = PressForm(), request.form.get("act", "")
    looking, ticked = _looked(get_run(db.session(), code))
    if not form.validate_on_submit():
        return _run_page(code, looking, _("页面放得太久了，请再提交一次。"))
    if act.startswith(SHOW):
        return _run_page(code, replace(looking, town=act.removeprefix(SHOW)))
    if act == "discard":
        refusal = press(form, services.discard_dispatch, code, done=_("没有采用，什么都没有改变。"))
        return _run_page(code, looking, refusal) if refusal else redirect(_to_run("", code), 303)
    try:
        if act == "again":
            made = services.ask_again(code, ticked, by=me(), now=clock.now())
            return redirect(url_for("delivery.dispatch_run", code=made), 303)
        count = services.take_over(code, ticked, by=me(), now=clock.now())
    except RuleBroken as broken:
        return _run_page(code, looking, sentence(broken))
    flash(ngettext("正在派 %(num)d 份点单，配送方会收到通知。", "正在派 %(num)d 份点单，配送方会收到通知。", count))
    return redirect(_to_run("", code), 303)


def _to_run(result: str, code: str) -> str:
    """A new run's code is what the press gave, if it made one."""
    return url_for("delivery.dispatch_run", code=result if result and not result.isdecimal() else code)


lead_again(_to_run, dispatch_ask, dispatch_decide)
