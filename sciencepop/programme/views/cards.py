"""An event's review card: writing it, signing it; and the base's objection where the event was taken down."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form
from sciencepop.programme.forms.card import CardForm, ObjectionForm, SignForm
from sciencepop.programme.messages import refuse
from sciencepop.programme.models import Event
from sciencepop.programme.rules.duty import Checker
from sciencepop.programme.services.cards import authors_of, sign_card, write_card
from sciencepop.programme.services.review import may_object, object_to_takedown
from sciencepop.programme.views import bp
from sciencepop.programme.views.duties import Duties, duties_of
from sciencepop.programme.views.managing import own_event, to_event


@bp.route("/manage/events/<slug>/card", methods=["GET", "POST"])
@manager
def event_card(slug: str) -> Any:
    """The card that counts, the one that waits to be signed, and a form for the next."""
    event = own_event(slug)
    duties = duties_of(event, clock.now())
    form = CardForm(obj=duties.draft or duties.card, data={"age_min": event.age_min or 0, "walk_in": 0})
    if form.validate_on_submit():
        try:
            write_card(event.id, form.given(), by=current_user, now=clock.now())
            flash(_("审核卡已经保存，请另一位同事或专家核对签字。"))
            return redirect(_to_card("", slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return _page(event, duties, form, _signing(duties, formdata=None))


@bp.post("/manage/events/<slug>/card/sign")
@manager
def event_card_sign(slug: str) -> Any:
    """Sign the card that waits."""
    event = own_event(slug)
    duties = duties_of(event, clock.now())
    form = _signing(duties)
    if form.validate_on_submit():
        try:
            checker, name = Checker(form.checker.data), form.name.data or "" if "name" in form else ""
            seen = form.seen.data or ""
            sign_card(event.id, checker=checker, name=name, seen=seen, by=current_user, now=clock.now())
            flash(_("审核卡已经签字生效。"))
            return redirect(_to_card("", slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
            duties = duties_of(event, clock.now())
    return _page(event, duties, CardForm(formdata=None, obj=duties.draft or duties.card), form)


@bp.route("/manage/events/<slug>/object", methods=["GET", "POST"])
@manager
def event_object(slug: str) -> Any:
    """Object to a takedown, with words that the officers read."""
    event, form = own_event(slug), ObjectionForm()
    if not form.is_submitted() and not may_object(event):
        return redirect(to_event(slug), 303)
    if form.validate_on_submit():
        try:
            object_to_takedown(event.id, words=form.words.data or "", by=current_user, now=clock.now())
            flash(_("异议已经提交，区科协会看到。"))
            return redirect(to_event(slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return render_template("programme/event_object.html", event=event, form=form), _status(form)


def _signing(duties: Duties, **options: Any) -> SignForm:
    seen = duties.draft.written_at.isoformat() if duties.draft else ""
    return SignForm(is_officer=current_user.is_officer, data={"seen": seen}, **options)


def _page(event: Event, duties: Duties, form: CardForm, sign_form: SignForm) -> Any:
    shown = sign_form if sign_form.errors else form
    page = render_template(
        "programme/event_card.html",
        event=event,
        duties=duties,
        form=form,
        sign_form=sign_form,
        may_sign=duties.draft and current_user.id not in authors_of(duties.draft, event),
        shown=shown,
    )
    return page, _status(shown)


def _status(form: Form) -> int:
    return 422 if form.errors else 200


def _to_card(_result: str, slug: str) -> str:
    return url_for("programme.event_card", slug=slug)


lead_again(_to_card, event_card, event_card_sign)
lead_again(to_event, event_object)
