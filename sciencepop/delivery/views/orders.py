"""One page for an order, for every side of it: where it stands, and what each may do now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from sciencepop.bases.rules.points import map_links
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import Form, PressForm
from sciencepop.core.i18n import tr
from sciencepop.core.text import row_number
from sciencepop.core.web import limiter
from sciencepop.delivery import services
from sciencepop.delivery.check_in_codes import digits_for
from sciencepop.delivery.forms.menu import ReasonForm
from sciencepop.delivery.forms.orders import (
    AcceptForm,
    CheckInForm,
    ConfirmForm,
    EvaluateForm,
    LecturerChoice,
    MatchForm,
    MergeForm,
    MoveForm,
    ReportForm,
)
from sciencepop.delivery.forms.photos import PhotoForm
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.dispatch import read_task
from sciencepop.delivery.queries.menu import lecturers_for, list_items
from sciencepop.delivery.queries.orders import get_order, gives, list_mergeable, list_steps, sides_for, sides_of
from sciencepop.delivery.queries.photos import list_photos
from sciencepop.delivery.rules.orders import PLANNED, STEPS, Act, OrderState, Side, acts_of
from sciencepop.delivery.rules.task import candidates
from sciencepop.delivery.services.move import OTHER
from sciencepop.delivery.services.photos import may_drop, refuse_of, was_there
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.pressing import Answer, me, press, words
from sciencepop.delivery.words import BUTTONS
from sciencepop.programme.forms.fields import option


def seen_order(code: str) -> tuple[DeliveryOrder, frozenset[Side]]:
    """An order and the sides on which I stand; none for its lecturer, who reads it.

    404 for strangers, who are not told that there is one.
    """
    order = get_order(db.session(), code)
    sides = sides_of(db.session(), me(), order)
    if not sides and not gives(me(), order):
        raise NotFound
    return order, sides


@bp.get("/delivery/orders/<code>")
@signed_in
def order(code: str) -> Answer:
    return order_page(code)


def order_page(code: str, refusal: str = "", **forms: Form) -> Answer:
    """The page, with a refusal's sentence and the form that was refused."""
    found, sides = seen_order(code)
    acts = _acts(found, sides)
    page = render_template(
        "delivery/order.html",
        order=found,
        item=found.shown,
        mine=sides,
        acts=acts,
        buttons_now=[act for act in acts if act in BUTTONS],
        needs_reason={act: STEPS[found.state, act].needs_reason for act in acts},
        steps=list_steps(db.session(), found.id),
        digits=digits_for(found.code) if Side.RECEIVER in sides else "",
        has_begun=found.starts_at is not None and found.starts_at <= clock.now(),
        said={one.side for one in found.evaluations},
        refusal=refusal,
        Act=Act,
        Side=Side,
        State=OrderState,
        is_planned=found.state in PLANNED,
        gives=gives(me(), found),
        photos=list_photos(db.session(), found.id),
        photos_most=policy().photos_most,
        may_add_photo=was_there(me(), found, sides) and refuse_of(db.session(), found) is None,
        may_drop=lambda photo: may_drop(photo, me().id, sides),
        maps=map_links(found.place, found.address, found.point),
        reason_form=ReasonForm(formdata=None),
        press=PressForm(formdata=None),
        **(_forms(found, acts) | forms),
        **words(),
    )
    return (page, 422) if refusal else page


def _acts(order: DeliveryOrder, sides: frozenset[Side]) -> list[Act]:
    """What I may do now."""
    acts = acts_of(order.state, sides | {Side.SUPPLIER})
    return [act for act in acts if STEPS[order.state, act].by & sides_for(sides, me(), order, act)]


def _forms(order: DeliveryOrder, acts: list[Act]) -> dict[str, Form]:
    """Fresh forms of what can be done now."""
    contact = {name: getattr(order, name) for name in ("address", "contact_name", "contact_phone")}
    forms: dict[str, Form] = {
        "confirm_form": ConfirmForm(formdata=None, **contact),
        "check_form": CheckInForm(formdata=None),
        "evaluate_form": EvaluateForm(formdata=None),
        "photo_form": PhotoForm(formdata=None),
        "report_form": ReportForm(formdata=None, report=order.report, cost=order.report_cents),
        "move_form": MoveForm(formdata=None),
        "accept_form": _accept_form(order, AcceptForm(formdata=None)),
        "send_form": _lecturer_form(order, LecturerChoice(formdata=None)),
    }
    if Act.MATCH in acts:
        forms["match_form"] = _match_form(order, MatchForm(formdata=None))
    if Act.MERGE in acts:
        forms["merge_form"] = _merge_form(order, MergeForm(formdata=None))
    return forms


def _lecturer_form(order: DeliveryOrder, form: LecturerChoice) -> LecturerChoice:
    item = order.shown
    form.offer(lecturers_for(db.session(), [item.id]).get(item.id, []))
    return form


def _accept_form(order: DeliveryOrder, form: AcceptForm) -> AcceptForm:
    """The time at which a proposal found the supplier free is chosen beforehand."""
    _lecturer_form(order, form)
    form.offer_slots(order.slots)
    if not form.is_submitted() and order.offers and order.offers[-1].slot:
        form.slot.data = str(order.offers[-1].slot)
    return form


def _match_form(order: DeliveryOrder, form: MatchForm) -> MatchForm:
    """The items that would do, the best first."""
    task = read_task(db.session(), order.window, policy(), clock.now(), only=[order.code])
    fitting = candidates(task.orders[0], task.items, task.today, policy()) if task.orders else []
    rows = list_items(db.session(), [one.code for one in fitting[:20]])
    form.item.choices = [
        option(row.code, f"{row.code} {tr(row, 'title')} · {tr(row.supplier, 'name')}") for row in rows
    ]
    return form


def _merge_form(order: DeliveryOrder, form: MergeForm) -> MergeForm:
    rows = list_mergeable(db.session(), order)
    form.into.choices = [option(row.code, f"{row.organisation.name} · {row.people}") for row in rows]
    return form


def _side(code: str, act: Act) -> Side:
    """On which of my sides I take this step; 403 where on none."""
    found, sides = seen_order(code)
    step = STEPS.get((found.state, act))
    able = sorted(sides & step.by) if step else sorted(sides)
    require(bool(able))
    return able[0]


def _own(code: str, *allowed: Side, act: Act | None = None) -> Side:
    """The side on which I stand, of those that may, for an act where it is named; 403 where on none."""
    found, sides = seen_order(code)
    stands = sides_for(sides, me(), found, act)
    able = [side for side in allowed if side in stands]
    require(bool(able))
    return able[0]


def _done(code: str, refusal: str | None, **forms: Form) -> Answer:
    return order_page(code, refusal, **forms) if refusal else redirect(url_for("delivery.order", code=code), 303)


@bp.post("/delivery/orders/<code>/step")
@signed_in
def order_step(code: str) -> Answer:
    """The acts that are a button, with a reason where one is needed."""
    wanted = request.form.get("act", "")
    if wanted not in set(BUTTONS):
        raise NotFound
    act, form = Act(wanted), ReasonForm()
    side, reason = _side(code, act), form.reason.data or ""
    special: dict[Act, Callable[..., Any]] = {
        Act.DECLINE: services.decline_order,
        Act.WITHDRAW: services.withdraw_order,
    }
    if act in special:
        return _done(code, press(form, special[act], code, reason))
    if act is Act.ABSENT:
        return _done(code, press(form, services.say_absent, code, reason, side))
    return _done(code, press(form, services.step_order, code, act, side, reason=reason))


@bp.post("/delivery/orders/<code>/merge")
@signed_in
def order_merge(code: str) -> Answer:
    """The town joins it to another."""
    side, form = _side(code, Act.MERGE), MergeForm()
    _merge_form(seen_order(code)[0], form)
    return _done(code, press(form, services.merge_order, code, form.into.data or "", side))


@bp.post("/delivery/orders/<code>/match")
@signed_in
def order_match(code: str) -> Answer:
    """The district offers it to a supplier."""
    _own(code, Side.DISTRICT)
    form = MatchForm()
    _match_form(seen_order(code)[0], form)
    done = str(_("已派单，并通知了配送方。"))
    return _done(code, press(form, services.match_order, code, form.item.data or "", done=done))


@bp.post("/delivery/orders/<code>/accept")
@signed_in
def order_accept(code: str) -> Answer:
    """The supplier comes."""
    _own(code, Side.SUPPLIER)
    form = _accept_form(seen_order(code)[0], AcceptForm())
    done = str(_("已接单，等对方确认。"))
    return _done(code, press(form, services.accept_order, code, form.how(), done=done), accept_form=form)


@bp.post("/delivery/orders/<code>/confirm")
@signed_in
def order_confirm(code: str) -> Answer:
    """The receiver says that all of it is right."""
    _own(code, Side.RECEIVER)
    form = ConfirmForm()
    done = str(_("已确认，日历里也有了。"))
    return _done(code, press(form, services.confirm_order, code, form.how(), done=done), confirm_form=form)


@bp.post("/delivery/orders/<code>/send")
@signed_in
def order_send(code: str) -> Answer:
    """Somebody else comes."""
    _own(code, Side.SUPPLIER)
    form = _lecturer_form(seen_order(code)[0], LecturerChoice())
    return _done(code, press(form, services.send_lecturer, code, row_number(form.lecturer.data)))


@bp.post("/delivery/orders/<code>/move")
@signed_in
def order_move(code: str) -> Answer:
    """Ask for another time, or answer such a wish."""
    side = _own(code, *OTHER)
    answer = request.form.get("answer", "")
    if answer in ("yes", "no"):
        asked = seen_order(code)[0].move_by
        side = _own(code, OTHER[asked]) if asked else side
        return _done(code, press(PressForm(), services.answer_move, code, answer == "yes", side))
    form = MoveForm()
    done = str(_("已经问了对方，等答复。"))
    return _done(code, press(form, _ask, code, form, side, done=done), move_form=form)


def _ask(code: str, form: MoveForm, side: Side, **options: Any) -> None:
    assert form.to.moment is not None
    services.ask_move(code, form.to.moment, form.reason.data or "", side, **options)


def _guesser() -> str:
    return f"digits:{current_user.get_id()}:{(request.view_args or {}).get('code', '')[:20]}"


@bp.post("/delivery/orders/<code>/check-in")
@signed_in
@limiter.limit("8 per 10 minutes", key_func=_guesser)
def order_check_in(code: str) -> Answer:
    """Who came; with the receiver's digits, which nobody guesses in a few tries, or by an officer afterwards.

    Whoever gives it needs to be nothing else."""
    side, form = _own(code, Side.SUPPLIER, Side.DISTRICT, act=Act.CHECK_IN), CheckInForm()
    done = str(_("签到好了，谢谢。"))
    verb = services.check_in
    refusal = press(form, verb, code, form.digits.data or "", form.heads.data, side, done=done)
    return _done(code, refusal, check_form=form)


@bp.post("/delivery/orders/<code>/evaluate")
@signed_in
def order_evaluate(code: str) -> Answer:
    """How it was, by either side."""
    side, form = _own(code, Side.RECEIVER, Side.SUPPLIER), EvaluateForm()
    score = row_number(form.score.data)
    refusal = press(form, services.evaluate, code, score, form.words.data or "", side, done=str(_("谢谢您的评价。")))
    return _done(code, refusal, evaluate_form=form)


@bp.post("/delivery/orders/<code>/report")
@signed_in
def order_report(code: str) -> Answer:
    """The supplier's close-out report."""
    _own(code, Side.SUPPLIER)
    form = ReportForm()
    done = str(_("报告交了，等区科协看。"))
    refusal = press(form, services.report, code, form.report.data or "", form.cost.data or 0, done=done)
    return _done(code, refusal, report_form=form)


@bp.post("/delivery/orders/<code>/report/answer")
@signed_in
def order_report_answer(code: str) -> Answer:
    """The district accepts a report or returns it."""
    _own(code, Side.DISTRICT)
    form = ReasonForm()
    if request.form.get("answer") == "accept":
        return _done(code, press(form, services.accept_report, code))
    return _done(code, press(form, services.return_report, code, form.reason.data or ""))


def _to_order(_result: str, code: str) -> str:
    return url_for("delivery.order", code=code)


for _view in (
    order_step,
    order_merge,
    order_match,
    order_accept,
    order_confirm,
    order_send,
    order_move,
    order_check_in,
    order_evaluate,
    order_report,
    order_report_answer,
):
    lead_again(_to_order, _view)
