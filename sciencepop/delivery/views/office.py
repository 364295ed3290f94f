"""The district's desk of delivery: what waits, reviews, windows and quotas, the dispatch, what should be looked at."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.reference import get_reference
from sciencepop.delivery import services
from sciencepop.delivery.forms.dispatch import SealForm
from sciencepop.delivery.forms.menu import ReviewForm
from sciencepop.delivery.forms.orders import WindowForm
from sciencepop.delivery.models import OrderWindow, Supplier
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries import dispatch_runs, menu, orders, window_draws
from sciencepop.delivery.queries.loans import list_late
from sciencepop.delivery.rules.numbers import is_weak_item, is_weak_supplier, mean
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.desk import item_page
from sciencepop.delivery.views.pressing import Answer, press, words
from sciencepop.delivery.words import DRAW_STATES, RUN_STATES

EXPIRES_SOON = timedelta(days=30)
MOST_WEAK = 50


@bp.get("/district/delivery")
@officer
def office() -> str:
    """What waits for the district."""
    session, today = db.session(), clock.today()
    scores = orders.scores_of_suppliers(session)
    weak = {number: found for number, found in scores.items() if is_weak_supplier(found, policy())}
    return render_template(
        "delivery/office.html",
        waits=orders.page_of_orders(session, orders.waits_for_district, after=request.args.get("after", "")),
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
    reviewer, until = form.reviewer.data or "", form.until.data
    refusal = press(form, services.approve_item, code, reviewer, until, seen_at=form.seen_at)
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
            refusal = press(form, services.save_window, form.wish(), quotas, window.code if window else None) or ""
        if not refusal:
            return redirect(url_for("delivery.office"), 303)
        form.refuse(None, refusal)
    page = render_template("delivery/window_form.html", form=form, window=window, own=own, **words())
    return (page, 422) if form.errors else page


@bp.get("/district/delivery/windows/<code>")
@officer
def window(code: str) -> Answer:
    return window_page(code, SealForm(formdata=None))


def window_page(code: str, seal: SealForm, refusal: str = "") -> Answer:
    """A quarter: quotas and their use, its draws and proposals, what is little ordered."""
    session, now = db.session(), clock.now()
    found = orders.get_window(session, code)
    ordered = orders.ordered_of_items(session, found.id)
    is_over = found.closes_at <= now
    listed = menu.list_orderable(session, clock.today()) if is_over else []
    page = render_template(
        "delivery/window.html",
        window=found,
        fills=orders.fill_of_towns(session, found, get_reference().towns, policy()),
        runs=dispatch_runs.list_runs(session, found.id),
        under_way=dispatch_runs.find_under_way(session, found.id),
        waiting=orders.count_to_dispatch(session, found.id),
        draws=window_draws.list_draws(session, found.id),
        has_draw=window_draws.find_live(session, found.id) is not None,
        weak=[
            (item, ordered.get(item.id, 0))
            for item in listed
            if is_weak_item(ordered.get(item.id, 0), item.most_a_quarter, policy())
        ],
        is_over=is_over,
        most_weak=MOST_WEAK,
        percent=policy().weak_percent,
        press=PressForm(formdata=None),
        seal=seal,
        refusal=refusal,
        run_states=RUN_STATES,
        draw_states=DRAW_STATES,
        **words(),
    )
    return (page, 422) if refusal or seal.errors else page


def _to_office(_result: str, **_found: object) -> str:
    return url_for("delivery.office")


lead_again(lambda _result, code: url_for("delivery.item_desk", code=code), item_approve)
lead_again(_to_office, window_new, window_edit)
