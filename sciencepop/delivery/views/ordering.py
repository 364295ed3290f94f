"""Writing an order, and borrowing."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language
from sciencepop.delivery import services
from sciencepop.delivery.forms.menu import ConditionForm, LoanForm, ReasonForm
from sciencepop.delivery.forms.orders import OrderForm
from sciencepop.delivery.models import DeliveryOrder, Loan, MenuItem
from sciencepop.delivery.queries import menu as queries
from sciencepop.delivery.queries.loans import get_loan
from sciencepop.delivery.queries.orders import get_order, open_windows, sides_of
from sciencepop.delivery.rules.loans import LoanAct, LoanState, is_late
from sciencepop.delivery.rules.orders import EDITABLE, Side
from sciencepop.delivery.services.order import ORDERERS
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.pressing import Answer, me, press, words


def _orderers() -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in queries.organisations_of(db.session(), me().id) if one.kind in ORDERERS]


def _orderable(code: str) -> MenuItem:
    """An item of the menu; 404 for what is not on it."""
    item = queries.get_item(db.session(), code)
    if not queries.is_on_menu(db.session(), item, clock.today()):
        raise NotFound
    return item


@bp.route("/delivery/items/<code>/order", methods=["GET", "POST"])
@signed_in
def order_new(code: str) -> Answer:
    """Order an item: as a draft, or submitted at once."""
    item = _orderable(code)
    if item.is_lent:
        return redirect(url_for("delivery.borrow", code=code), 303)
    form = OrderForm(town_code=me().town_code, audience=next(iter(item.audiences), ""), contact_name=me().name)
    form.offer(_orderers())
    if form.validate_on_submit():
        said: dict[str, Any] = {"submit": _submits(), "language": request_language()}
        refusal = press(form, services.add_order, form.wish(item.code), done=_done(), **said)
        if not refusal:
            return redirect(url_for("delivery.mine"), 303)
        form.refuse(None, refusal)
    return _order_page(form, item, None)


@bp.route("/delivery/orders/<code>/edit", methods=["GET", "POST"])
@signed_in
def order_edit(code: str) -> Answer:
    """Put a draft, or what was returned, right."""
    order = get_order(db.session(), code)
    require(Side.RECEIVER in sides_of(db.session(), me(), order) and order.state in EDITABLE)
    form = OrderForm(obj=order, organisation=str(order.organisation_id), **_slots(order))
    form.offer([(order.organisation_id, order.organisation.name)])
    if form.validate_on_submit():
        refusal = press(form, services.change_order, code, form.wish(order.item.code), submit=_submits(), done=_done())
        if not refusal:
            return redirect(url_for("delivery.order", code=code), 303)
        form.refuse(None, refusal)
        order = get_order(db.session(), code)
    return _order_page(form, order.item, order)


def _submits() -> bool:
    return request.form.get("step") != "draft"


def _done() -> str:
    return str(_("已提交，街镇审核后写信告诉您。") if _submits() else _("草稿存好了。"))


def _slots(order: DeliveryOrder) -> dict[str, object]:
    return {f"slot{slot.place}": slot.starts_at for slot in order.slots}


def _order_page(form: OrderForm, item: MenuItem, order: DeliveryOrder | None) -> Answer:
    windows = open_windows(db.session(), clock.now())
    page = render_template("delivery/order_form.html", form=form, item=item, order=order, windows=windows, **words())
    return (page, 422) if form.errors else page


@bp.route("/delivery/items/<code>/borrow", methods=["GET", "POST"])
@signed_in
def borrow(code: str) -> Answer:
    """Have a travelling exhibition or a kit for some days."""
    item = _orderable(code)
    if not item.is_lent:
        raise NotFound
    form = LoanForm(town_code=me().town_code)
    form.offer([(one.id, one.name) for one in queries.organisations_of(db.session(), me().id)])
    if form.validate_on_submit():
        done = str(_("已经为您留着，请按约好的日期来取。"))
        refusal = press(form, services.borrow, code, form.wish(), done=done)
        if not refusal:
            return redirect(url_for("delivery.mine"), 303)
        form.refuse(None, refusal)
    page = render_template("delivery/borrow.html", form=form, item=item, **words())
    return (page, 422) if form.errors else page


def _loan(code: str) -> tuple[Loan, bool, bool]:
    """A loan, whether I act for who borrows, and whether for who lends; 404 for others."""
    loan, session = get_loan(db.session(), code), db.session()
    borrows = loan.organisation_id in {one.id for one in queries.organisations_of(session, me().id)}
    lends = queries.supplies(session, me(), loan.unit.item.supplier)
    if not (borrows or lends or me().is_officer):
        raise NotFound
    return loan, borrows, lends


@bp.get("/delivery/loans/<code>")
@signed_in
def loan(code: str) -> Answer:
    return _loan_page(code)


def _loan_page(code: str, refusal: str = "") -> Answer:
    found, borrows, lends = _loan(code)
    page = render_template(
        "delivery/loan.html",
        loan=found,
        borrows=borrows,
        lends=lends,
        is_late=is_late(found.state, found.until_on, clock.today()),
        LoanState=LoanState,
        press=PressForm(formdata=None),
        reason_form=ReasonForm(formdata=None),
        condition_form=ConditionForm(formdata=None, condition=found.unit.condition.value),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/delivery/loans/<code>/step")
@signed_in
def loan_step(code: str) -> Answer:
    """Hand out, refuse, give up."""
    _found, borrows, lends = _loan(code)
    wanted = request.form.get("act", "")
    if wanted not in (LoanAct.HAND_OUT, LoanAct.REFUSE, LoanAct.CANCEL):
        raise NotFound
    require(borrows if wanted == LoanAct.CANCEL else lends)
    form = ReasonForm()
    refusal = press(form, services.step_loan, code, LoanAct(wanted), reason=form.reason.data or "")
    return _loan_page(code, refusal) if refusal else redirect(url_for("delivery.loan", code=code), 303)


@bp.post("/delivery/loans/<code>/back")
@signed_in
def loan_back(code: str) -> Answer:
    """It is back, and was looked over."""
    require(_loan(code)[2])
    form = ConditionForm()
    refusal = press(form, _take_back, code, form)
    return _loan_page(code, refusal) if refusal else redirect(url_for("delivery.loan", code=code), 303)


def _take_back(code: str, form: ConditionForm, **options: object) -> None:
    services.take_back(code, form.judged(), form.note.data or "", **options)  # type: ignore[arg-type]


def _to_mine(_result: str, **_found: object) -> str:
    return url_for("delivery.mine")


def _to_order(_result: str, code: str) -> str:
    return url_for("delivery.order", code=code)


def _to_loan(_result: str, code: str) -> str:
    return url_for("delivery.loan", code=code)


lead_again(_to_mine, order_new, borrow)
lead_again(_to_order, order_edit)
lead_again(_to_loan, loan_step, loan_back)
