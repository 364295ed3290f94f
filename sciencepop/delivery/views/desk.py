"""A supplier's desk: what waits for it, its items, lecturers and units."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.text import row_number
from sciencepop.delivery import services
from sciencepop.delivery.forms.menu import (
    ConditionForm,
    ItemForm,
    LecturerForm,
    ReasonForm,
    ReviewForm,
    StepForm,
    UnitForm,
)
from sciencepop.delivery.models import DeliveryOrder, MenuItem, Supplier
from sciencepop.delivery.queries import menu as queries
from sciencepop.delivery.queries import orders
from sciencepop.delivery.queries.lecturers import open_by_lecturer
from sciencepop.delivery.queries.loans import list_loans_of_items, list_units
from sciencepop.delivery.rules.items import AFTER, OFFICERS, ItemAct
from sciencepop.delivery.rules.numbers import mean
from sciencepop.delivery.rules.orders import PLANNED
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.pressing import Answer, me, press, words


def _supplied(code: str) -> Supplier:
    """A supplier for which I act; officers look as well."""
    supplier = queries.get_supplier(db.session(), code)
    require(me().is_officer or queries.supplies(db.session(), me(), supplier))
    return supplier


def _own_supplier(code: str) -> Supplier:
    """A supplier for which I act."""
    supplier = queries.get_supplier(db.session(), code)
    require(queries.supplies(db.session(), me(), supplier))
    return supplier


def _own_item(code: str) -> MenuItem:
    item = queries.get_item(db.session(), code)
    require(queries.supplies(db.session(), me(), item.supplier))
    return item


@bp.route("/delivery/desk", methods=["GET", "POST"])
@signed_in
def desk() -> Answer:
    """The suppliers for which I act, and whoever of mine could become one."""
    session, form, refusal = db.session(), PressForm(), ""
    bases, organisations = queries.bases_of(session, me()), queries.organisations_of(session, me().id)
    if form.is_submitted():
        base = next((one.id for one in bases if f"base-{one.id}" == request.form.get("who")), None)
        other = next((one.id for one in organisations if f"organisation-{one.id}" == request.form.get("who")), None)
        require(bool(base or other))
        refusal = press(form, services.add_supplier, base_id=base, organisation_id=None if base else other) or ""
        if not refusal:
            return redirect(url_for("delivery.desk"), 303)
    mine = queries.suppliers_of(session, me())
    known = {(one.base_id, one.organisation_id) for one in mine}
    page = render_template(
        "delivery/desk.html",
        suppliers=mine,
        bases=[one for one in bases if (one.id, None) not in known],
        organisations=[one for one in organisations if (None, one.id) not in known],
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.get("/delivery/desk/<code>")
@signed_in
def supplier(code: str) -> Answer:
    return _supplier_page(code)


def _supplier_page(code: str, refusal: str = "", form: LecturerForm | None = None) -> Answer:
    found, session = _supplied(code), db.session()
    items, own = queries.list_items_of(session, found.id), orders.of_supplier(found.id)
    scores = orders.scores_of_suppliers(session).get(found.id, [])
    lecturers = queries.list_lecturers(session, found.id)
    page = render_template(
        "delivery/supplier.html",
        supplier=found,
        items=items,
        waits=orders.page_of_orders(session, own, orders.waits_for_supplier, after=request.args.get("after", "")),
        coming=orders.page_of_orders(
            session, own, DeliveryOrder.state.in_(PLANNED), after=request.args.get("coming", "")
        ),
        past=orders.page_of_orders(session, own, orders.is_past, newest=True, after=request.args.get("past", "")),
        loans=list_loans_of_items(session, [item.id for item in items if item.is_lent]),
        lecturers=lecturers,
        asked=open_by_lecturer(session, [one.id for one in lecturers], clock.now()),
        lecturer_form=form or LecturerForm(formdata=None),
        press=PressForm(formdata=None),
        mean=mean(scores),
        scores=scores,
        is_own=queries.supplies(session, me(), found),
        today=clock.today(),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/delivery/desk/<code>/lecturers")
@signed_in
def lecturer_add(code: str) -> Answer:
    """One more who comes."""
    _own_supplier(code)
    form = LecturerForm()
    said = form.name_zh.data or "", form.name_en.data or "", form.address.data or ""
    done = str(_("邀请已发出。对方同意以后，才能派去讲。")) if form.address.data else ""
    refusal = press(form, services.add_lecturer, code, services.Named(*said), done=done)
    return _supplier_page(code, refusal, form) if refusal else redirect(url_for("delivery.supplier", code=code), 303)


@bp.post("/delivery/desk/<code>/lecturers/<int:id>/end")
@signed_in
def lecturer_end(code: str, id: int) -> Answer:
    """Is sent, or asked, no more."""
    _own_supplier(code)
    done = str(_("已收回。派给这位、还没有讲的场次要另派讲师，会写信告诉您。"))
    refusal = press(PressForm(), services.end_lecturer, code, id, done=done)
    return _supplier_page(code, refusal) if refusal else redirect(url_for("delivery.supplier", code=code), 303)


@bp.route("/delivery/desk/<code>/new", methods=["GET", "POST"])
@signed_in
def item_new(code: str) -> Answer:
    """Write an item: a draft first."""
    found, form = _own_supplier(code), ItemForm()
    form.offer(queries.list_lecturers(db.session(), found.id))
    if form.validate_on_submit():
        done = str(_("草稿存好了。看过没有问题，就提交审核。"))
        refusal = press(form, services.add_item, code, form.wish(), form.lecturer_ids(), done=done)
        if not refusal:
            return redirect(url_for("delivery.supplier", code=code), 303)
        form.refuse(None, refusal)
    page = render_template("delivery/item_form.html", form=form, supplier=found, item=None, **words())
    return (page, 422) if form.errors else page


@bp.route("/delivery/desk/items/<code>/edit", methods=["GET", "POST"])
@signed_in
def item_edit(code: str) -> Answer:
    """Put an item right; what its review was about is reviewed again."""
    item = _own_item(code)
    ticked = {
        "lecturers": [str(one.id) for one in item.lecturers if one.ended_at is None],
        "blackouts": "\n".join(item.blackouts),
    }
    form = ItemForm(data=_values(item) | ticked)
    form.offer(queries.list_lecturers(db.session(), item.supplier_id))
    if form.validate_on_submit():
        refusal = press(form, services.change_item, code, form.wish(), form.lecturer_ids())
        if not refusal:
            return redirect(url_for("delivery.item_desk", code=code), 303)
        form.refuse(None, refusal)
        item = queries.get_item(db.session(), code)
    page = render_template("delivery/item_form.html", form=form, supplier=item.supplier, item=item, **words())
    return (page, 422) if form.errors else page


def _values(item: MenuItem) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__table__.columns.keys()}  # noqa: SIM118


@bp.get("/delivery/desk/items/<code>")
@signed_in
def item_desk(code: str) -> Answer:
    return item_page(code)


def item_page(code: str, refusal: str = "") -> Answer:
    """An item as its supplier and the officers see it, with what each may do."""
    item, session = queries.get_item(db.session(), code), db.session()
    is_own = queries.supplies(session, me(), item.supplier)
    require(is_own or me().is_officer)
    acts = [act for (before, act) in AFTER if before is item.state]
    page = render_template(
        "delivery/item_desk.html",
        item=item,
        is_own=is_own,
        acts=[act for act in acts if (me().is_officer if act in OFFICERS else is_own)],
        ItemAct=ItemAct,
        units=list_units(session, item.id) if item.is_lent else [],
        loans=list_loans_of_items(session, [item.id]) if item.is_lent else [],
        press=PressForm(formdata=None),
        reason_form=ReasonForm(formdata=None),
        review_form=ReviewForm(formdata=None, reviewer=item.reviewer),
        unit_form=UnitForm(formdata=None),
        condition_form=ConditionForm(formdata=None),
        today=clock.today(),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/delivery/desk/items/<code>/step")
@signed_in
def item_step(code: str) -> Answer:
    """Submit, withdraw, return."""
    item, wanted = queries.get_item(db.session(), code), request.form.get("act", "")
    if wanted not in (ItemAct.SUBMIT, ItemAct.WITHDRAW, ItemAct.RETURN):
        raise NotFound
    act, form = ItemAct(wanted), StepForm()
    require(me().is_officer if act in OFFICERS else queries.supplies(db.session(), me(), item.supplier))
    seen_at = form.seen_at if act in OFFICERS else None
    return _done(code, press(form, services.step_item, code, act, reason=form.reason.data or "", seen_at=seen_at))


@bp.post("/delivery/desk/items/<code>/units")
@signed_in
def unit_add(code: str) -> Answer:
    """One more of what is lent."""
    _own_item(code)
    form = UnitForm()
    return _done(code, press(form, services.add_unit, code, form.label.data or ""))


@bp.post("/delivery/desk/items/<code>/units/judge")
@signed_in
def unit_judge(code: str) -> Answer:
    """What a unit is like now."""
    _own_item(code)
    form = ConditionForm()
    return _done(code, press(form, _judge, code, row_number(request.form.get("unit")), form))


def _judge(code: str, unit_id: int, form: ConditionForm, **options: object) -> None:
    services.judge_unit(code, unit_id, form.judged(), form.note.data or "", **options)  # type: ignore[arg-type]


def _done(code: str, refusal: str | None) -> Answer:
    return item_page(code, refusal) if refusal else redirect(url_for("delivery.item_desk", code=code), 303)


def _to_desk(_result: str, **_found: object) -> str:
    return url_for("delivery.desk")


def _to_supplier(_result: str, code: str, **_found: object) -> str:
    return url_for("delivery.supplier", code=code)


def _to_item(_result: str, code: str) -> str:
    return url_for("delivery.item_desk", code=code)


lead_again(_to_desk, desk)
lead_again(_to_supplier, lecturer_add, lecturer_end, item_new)
lead_again(_to_item, item_edit, item_step, unit_add, unit_judge)
