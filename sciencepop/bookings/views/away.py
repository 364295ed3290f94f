"""“I cannot come”: first what exactly would be given back, then one button."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings import hooks, services
from sciencepop.bookings.forms import AwayForm
from sciencepop.bookings.messages import STATES
from sciencepop.bookings.point_letters import points_text
from sciencepop.bookings.queries.away import MOST, list_between
from sciencepop.bookings.services.points import costs_of_cancelling
from sciencepop.bookings.views import bp
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.forms import PressForm

Answer = str | Response | tuple[str, int]


@bp.get("/my/away")
@signed_in
def away() -> Answer:
    """Ask for the days, then say what would be given back."""
    is_asked = "from_on" in request.args
    form = AwayForm(request.args if is_asked else None)
    if not is_asked:
        form.from_on.data = form.until_on.data = clock.today()
    is_good = is_asked and form.validate()
    now = clock.now()
    rows = list_between(current_user.id, *form.span, now) if is_good else []
    others = [
        held for giver in hooks.givers() if is_good for held in giver.list_between(current_user.id, *form.span, now)
    ]
    costs = {row.id: costs_of_cancelling(row, row.pool.occurrence, now) for row in rows}
    page = render_template(
        "bookings/away.html",
        form=form,
        rows=rows,
        others=others,
        costs={number: points_text(halves) for number, halves in costs.items() if halves},
        is_asked=is_good,
        press=PressForm(formdata=None),
        states=STATES,
        where=where,
    )
    return (page, 422) if is_asked and not is_good else page


@bp.post("/my/away")
@signed_in
def give_back() -> Answer:
    """Give back exactly what was shown."""
    codes, others = request.form.getlist("code")[:MOST], request.form.getlist("other")[:MOST]
    count = 0
    if PressForm().validate_on_submit() and (codes or others):
        count = services.give_back(codes, others, by=cast(Person, current_user), now=clock.now())
    if count:
        flash(
            ngettext(
                "已放弃 %(num)d 项，席位会让给别人。谢谢您告诉我们。",
                "已放弃 %(num)d 项，席位会让给别人。谢谢您告诉我们。",
                count,
            )
        )
    else:
        flash(_("没有可以放弃的预约。"))
    return redirect(url_for("bookings.mine"), 303)


lead_again(lambda _result, **_found: url_for("bookings.mine"), give_back)
