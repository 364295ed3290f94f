"""The district's desk of delivery: what waits, reviews, windows and quotas, the dispatch, what should be looked at."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.delivery import services
from sciencepop.delivery.forms.menu import PressForm, ReviewForm
from sciencepop.delivery.forms.orders import WindowForm
from sciencepop.delivery.messages import brief
from sciencepop.delivery.models import DeliveryOrder, OrderWindow, Supplier
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries import menu, orders
from sciencepop.delivery.queries.loans import list_late
from sciencepop.delivery.queries.menu import MenuFilter
from sciencepop.delivery.rules.numbers import is_weak_item, is_weak_supplier, mean
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.desk import item_page
from sciencepop.delivery.views.pressing import Answer, me, press, words

EXPIRES_SOON = timedelta(days=30)
MOST_SHOWN = 200
"""Proposals on one page; the next ones follow once these are offered."""


@bp.get("/district/delivery")
@officer
def office() -> str:
    """What waits for the district."""
    session, today = db.session(), clock.today()
    scores = orders.scores_of_suppliers(session)
    weak = {number: found for number, found in scores.items() if is_weak_supplier(found, policy())}
    return render_template(
        "delivery/office.html",
        waits=orders.list_orders(session, orders.waits_for_district),
        submitted=menu.list_submitted(session),
        expiring=menu.list_expiring(session, today + EXPIRES_SOON),
        late=list_late(session, today),
        windows=orders.list_windows(session),
        weak=[(session.get_one(Supplier, number), mean(found), len(found)) for number, found in weak.items()],
        **words(),
    )


@bp.post("/district/delivery/items/<code>/approve")
@officer
def item_approve(code: str) -> Answer:
    """Put an item on the menu, or renew its review."""
    form = ReviewForm()
    refusal = press(form, services.approve_item, code, form.reviewer.data or "", form.until.data)
    return item_page(code, refusal) if refusal else redirect(url_for("delivery.item_desk", code=code), 303)


@bp.route("/district/delivery/windows/new", methods=["GET", "POST"])
@officer
def window_new() -> Answer:
    return _window_form(WindowForm(year=clock.today().year), None)


@bp.route("/district/delivery/windows/<code>/edit", methods=["GET", "POST"])
@officer
def window_edit(code: str) -> Answer:
    window = orders.get_window(db.session(), code)
    return _window_form(WindowForm(obj=window), window)


def _window_form(form: WindowForm, window: OrderWindow | None) -> Answer:
    own = {row.town_code: str(row.quota) for row in window.quotas} if window else {}
    if form.validate_on_submit():
        quotas = form.read_quotas(request.form)
        own = {code: request.form.get(f"quota-{code}", "") for code in get_reference().towns}
        refusal = str(_("各街镇的场数请填 0 到 1000 的整数。"))
        if quotas is not None:
            refusal = press(form, services.save_window, form.wish(), quotas) or ""
        if not refusal:
            return redirect(url_for("delivery.office"), 303)
        form.refuse(None, refusal)
    page = render_template("delivery/window_form.html", form=form, window=window, own=own, **words())
    return (page, 422) if form.errors else page


@bp.get("/district/delivery/windows/<code>")
@officer
def window(code: str) -> str:
    """A quarter: quotas and their use, the dispatch that is proposed with its reasons, what is little ordered."""
    session, today = db.session(), clock.today()
    found = orders.get_window(session, code)
    _task, proposed = services.dispatch_proposal(code, clock.now())
    more, proposed = max(0, len(proposed) - MOST_SHOWN), proposed[:MOST_SHOWN]
    ordered = orders.ordered_of_items(session, found.id)
    listed = menu.list_menu(session, MenuFilter(), today)
    rows = orders.list_orders(session, DeliveryOrder.code.in_([one.order for one in proposed]))
    return render_template(
        "delivery/window.html",
        window=found,
        fills=orders.fill_of_towns(session, found, get_reference().towns, policy()),
        proposed=proposed,
        rows={row.code: row for row in rows},
        items={item.code: item for item in listed},
        why={one.why: brief(one.why) for one in proposed if one.why},
        more=more,
        weak=[
            (item, ordered.get(item.id, 0))
            for item in listed
            if not item.is_lent and is_weak_item(ordered.get(item.id, 0), item.most_a_quarter, policy())
        ],
        is_over=found.closes_at <= clock.now(),
        policy=policy(),
        press=PressForm(formdata=None),
        **words(),
    )


@bp.post("/district/delivery/windows/<code>/dispatch")
@officer
def dispatch(code: str) -> Answer:
    """Take over what is proposed for the ticked orders."""
    if not PressForm().validate_on_submit():
        abort(400)
    count = services.match_orders(code, request.form.getlist("order"), by=me(), now=clock.now())
    flash(ngettext("已派单 %(num)d 份，并通知了配送方。", "已派单 %(num)d 份，并通知了配送方。", count))
    return redirect(url_for("delivery.window", code=code), 303)


def _to_office(_result: str, **_found: object) -> str:
    return url_for("delivery.office")


item_approve.replay = lambda _result, code: url_for("delivery.item_desk", code=code)  # type: ignore[attr-defined]
window_new.replay = window_edit.replay = _to_office  # type: ignore[attr-defined]
dispatch.replay = lambda _result, code: url_for("delivery.window", code=code)  # type: ignore[attr-defined]
