"""Taking over what a desk booked for oneself."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings.forms import ClaimForm
from sciencepop.bookings.messages import sentence
from sciencepop.bookings.services import visitors
from sciencepop.bookings.views import bp
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.text import clean_line
from sciencepop.core.web import limiter

Answer = str | Response | tuple[str, int]

_by_network = limiter.shared_limit("60 per hour", scope="claims", methods=["POST"])
_by_person = limiter.shared_limit(
    "10 per hour", scope="claims-person", methods=["POST"], key_func=lambda: f"claims:{current_user.get_id()}"
)


@bp.route("/my/claim", methods=["GET", "POST"])
@signed_in
@_by_network
@_by_person
def claim() -> Answer:
    """The slip's code, and the name or telephone on it; whatever does not fit is told in the same words."""
    form, refusal = ClaimForm(), ""
    if form.validate_on_submit():
        code = "".join((form.code.data or "").split()).upper()
        try:
            done = visitors.claim(code, form.who.data or "", by=cast(Person, current_user), now=clock.now())
        except RuleBroken as broken:
            refusal = sentence(broken)
        else:
            flash(ngettext("已领回 %(num)d 项。", "已领回 %(num)d 项。", done.moved))
            if done.left:
                flash(_("还有与您自己的冲突，留在服务台。可以请服务台取消。"), "warning")
            return redirect(done.path or url_for("bookings.mine"), 303)
    elif request.method == "GET":
        form.code.data = clean_line(request.args.get("code", ""))[:30]
    page = render_template("bookings/claim.html", form=form, refusal=refusal)
    return (page, 422) if refusal or form.errors else page


lead_again(lambda _result: url_for("bookings.mine"), claim)
