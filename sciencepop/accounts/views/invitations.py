"""What somebody was asked to take on, and taking an invitation back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import Invitation
from sciencepop.accounts.pressing import me
from sciencepop.accounts.queries.invitations import list_open_to
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.undertakings import undertaking_of
from sciencepop.accounts.views import bp
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm

Answer = str | Response | tuple[str, int]


@bp.get("/my/invitations")
@signed_in
def invitations() -> Answer:
    return _page()


def _page(refusal: str = "") -> Answer:
    session = db.session()
    asked = [(one, undertaking_of(one)) for one in list_open_to(session, me(), clock.now())]
    page = render_template(
        "accounts/invitations.html",
        asked=[(one, it.title(session, one), it.promise()) for one, it in asked],
        press=PressForm(formdata=None),
        refusal=refusal,
    )
    return (page, 422) if refusal else page


@bp.post("/my/invitations/<int:id>/answer")
@signed_in
def invitation_answer(id: int) -> Answer:
    """Agree or decline."""
    agrees = request.form.get("answer") == "yes"
    if not PressForm().validate_on_submit():
        return _page(str(_("页面放得太久了，请再提交一次。")))
    try:
        path = services.answer_invitation(id, agrees=agrees, by=me(), now=clock.now())
    except RuleBroken as broken:
        return _page(_said(broken, id))
    flash(_("谢谢您！") if agrees else _("已经替您婉拒。"))
    return redirect(request.script_root + path, 303)


def _said(broken: RuleBroken, id: int) -> str:
    """The sentence of a refusal: invitations' own, or that of what was asked."""
    if isinstance(broken.code, Refusal):
        return sentence(broken)
    return undertaking_of(db.session().get_one(Invitation, id)).sentence(broken)


@bp.post("/my/invitations/<int:id>/take-back")
@signed_in
def invitation_back(id: int) -> Answer:
    """Ask no more."""
    if not PressForm().validate_on_submit():
        return _page(str(_("页面放得太久了，请再提交一次。")))
    path = services.take_back(id, by=me(), now=clock.now())
    flash(_("邀请已收回。"))
    return redirect(request.script_root + path, 303)


def _there(result: str, **_found: object) -> str:
    return request.script_root + result


lead_again(_there, invitation_answer, invitation_back)
