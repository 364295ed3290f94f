"""What somebody lectures: invitations to answer, deliveries to give, suppliers to leave."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.text import row_number
from sciencepop.delivery import services
from sciencepop.delivery.messages import sentence
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.queries import lecturers as queries
from sciencepop.delivery.queries.calendars import given_by
from sciencepop.delivery.queries.orders import page_of_orders
from sciencepop.delivery.rules.orders import DONE, PLANNED
from sciencepop.delivery.views import bp
from sciencepop.delivery.views.pressing import Answer, me, press, words


@bp.get("/delivery/lecturing")
@signed_in
def lecturing() -> Answer:
    return _page()


def _page(refusal: str = "") -> Answer:
    session, mine = db.session(), given_by(me().id)
    page = render_template(
        "delivery/lecturing.html",
        invitations=queries.list_invitations(session, me(), clock.now()),
        lecturing=queries.list_lecturing(session, me().id),
        coming=page_of_orders(session, mine, DeliveryOrder.state.in_(PLANNED), after=request.args.get("after", "")),
        past=page_of_orders(
            session, mine, DeliveryOrder.state.in_(DONE), newest=True, after=request.args.get("past", "")
        ),
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


@bp.post("/delivery/lecturing/answer")
@signed_in
def lecturing_answer() -> Answer:
    """Agree or decline what was asked of one of my addresses."""
    number, agrees = row_number(request.form.get("invitation")), request.form.get("answer") == "yes"
    refusal = press(PressForm(), services.answer_invitation, number, agrees=agrees, done=_answered(agrees))
    return _page(refusal) if refusal else redirect(url_for("delivery.lecturing"), 303)


@bp.post("/delivery/lecturing/<int:id>/leave")
@signed_in
def lecturing_leave(id: int) -> Answer:
    """Lecture for a supplier no more."""
    done = str(_("您已经退出。还没有讲的那几场，对方会另派讲师。"))
    refusal = press(PressForm(), services.leave_lecturing, id, done=done)
    return _page(refusal) if refusal else redirect(url_for("delivery.lecturing"), 303)


@bp.route("/delivery/lecturing/<token>", methods=["GET", "POST"])
@public
def lecturing_asked(token: str) -> Answer:
    """The link of a letter: whoever has it may decline at once; to agree, they sign in."""
    form, refusal, agrees = PressForm(), "", request.form.get("answer") == "yes"
    invitation = queries.find_invitation(db.session(), token, clock.now())
    if form.validate_on_submit() and invitation:
        if agrees and not current_user.is_authenticated:
            return redirect(url_for("accounts.sign_in", next=request.path), 303)
        person = me() if current_user.is_authenticated else None
        try:
            services.answer_invitation(invitation.id, agrees=agrees, token=token, by=person, now=clock.now())
        except RuleBroken as broken:
            refusal = sentence(broken)
        else:
            flash(_answered(agrees))
            return redirect(url_for("delivery.lecturing" if person else "delivery.menu"), 303)
    page = render_template(
        "delivery/lecturing_asked.html", invitation=invitation, token=token, press=form, refusal=refusal, **words()
    )
    return (page, 422) if refusal or form.errors else page


def _answered(agrees: bool) -> str:
    return str(_("谢谢您。派您去讲时会写信告诉您。") if agrees else _("已经替您婉拒。"))


def _to_lecturing(_result: str, **_found: object) -> str:
    return url_for("delivery.lecturing")


lead_again(_to_lecturing, lecturing_answer, lecturing_leave, lecturing_asked)
