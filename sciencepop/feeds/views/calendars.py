"""A person's calendar addresses: list, create (the secret is shown once), revoke."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import request_language, tr
from sciencepop.delivery.queries.menu import organisations_of, suppliers_of
from sciencepop.delivery.services.order import ORDERERS
from sciencepop.feeds.forms import CalendarForm, RevokeForm
from sciencepop.feeds.queries.tokens import list_tokens
from sciencepop.feeds.services.tokens import create_token, revoke_token
from sciencepop.feeds.views import bp

LARGEST_ID = 2**63 - 1


@bp.route("/my/calendars", methods=["GET", "POST"])
@signed_in
def calendars() -> Any:
    form, others = _form(CalendarForm()), dict(_others())
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        whose = form.whose.data if form.whose.data in others else ""
        label = form.label.data or others.get(whose, "")
        now, language = clock.now(), request_language()
        token = create_token(by=current_user, label=label, language=language, now=now, **_scope(whose))
    except RuleBroken as broken:
        form.refuse(None, _("最多同时使用 %(most)d 个地址。请先停用不用的。", **broken.facts))
        return _page(form), 422
    # The answer to the POST itself shows the secret, so that it is kept nowhere on the way to another page.
    secret_url = url_for("feeds.personal", token=token.secret)
    return _page(_form(CalendarForm(formdata=None)), secret_url=secret_url, named=others.get(whose, ""))


@bp.post("/my/calendars/<int:token_id>/revoke")
@signed_in
def revoke(token_id: int) -> Response:
    if not RevokeForm().validate():
        flash(_("页面放得太久了，请再提交一次。"), "error")
    elif token_id > LARGEST_ID or not revoke_token(token_id, by=current_user, now=clock.now()):
        abort(404)
    else:
        flash(_("地址已停用。用过它的日历会在下次更新时清空。"), "info")
    return redirect(url_for("feeds.calendars"), 303)


lead_again(lambda _result, **_arguments: url_for("feeds.calendars"), calendars, revoke)


def _others() -> list[tuple[str, str]]:
    """The suppliers and organisations for whose deliveries I act, by key and name."""
    session = db.session()
    suppliers = [(f"supplier-{one.id}", tr(one, "name")) for one in suppliers_of(session, current_user)]
    mine = organisations_of(session, current_user.id)
    return suppliers + [(f"organisation-{one.id}", one.name) for one in mine if one.kind in ORDERERS]


def _form(form: CalendarForm) -> CalendarForm:
    form.offer(_others())
    return form


def _scope(whose: str) -> dict[str, int]:
    """`supplier-3` as what a token is for; nothing for one's own calendar."""
    kind, _dash, number = whose.partition("-")
    return {f"{kind}_id": int(number)} if number else {}


def _page(form: CalendarForm, secret_url: str = "", named: str = "") -> str:
    tokens = list_tokens(db.session(), current_user.id)
    return render_template(
        "feeds/calendars.html",
        form=form,
        revoke_form=RevokeForm(formdata=None),
        tokens=tokens,
        secret_url=secret_url,
        named=named,
    )
