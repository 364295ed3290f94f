"""Wishing together by the link that one gave the other. Looking changes nothing; whoever comes must be signed in."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.bookings.offer_links import code_of
from sciencepop.college import services
from sciencepop.college.models import WishSheet
from sciencepop.college.offer_links import TOGETHER
from sciencepop.college.queries import rounds as queries
from sciencepop.college.rules.rounds import takes_sheets
from sciencepop.college.views import bp
from sciencepop.college.views.offers import closed
from sciencepop.college.views.pressing import me, press, words
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm


@bp.get("/college/together/<token>")
@signed_in
def together(token: str) -> Response:
    """Whose sheet it is, what it wishes, and a button."""
    return _page(token)


@bp.post("/college/together/<token>")
@signed_in
def together_join(token: str) -> Response:
    """Come onto the sheet."""
    code = _sheet(token).code
    done = str(_("现在两个人一起填志愿：要么一起摇中，要么都不中。"))
    refusal = press(PressForm(), services.join, code, done=done)
    return _page(token, refusal) if refusal else closed(redirect(url_for("college.sheet", code=code), 303))


def _sheet(token: str) -> WishSheet:
    code = code_of(token, TOGETHER)
    if code is None:
        raise NotFound
    return queries.get_sheet(db.session(), code)


def _page(token: str, refusal: str = "") -> Response:
    sheet = _sheet(token)
    one, here = sheet.round, [row.person_id for row in sheet.people]
    own = queries.find_sheet(db.session(), one.id, me().id)
    page = render_template(
        "college/together.html",
        sheet=sheet,
        one=one,
        is_mine=me().id in here,
        is_full=len(here) > 1,
        own=own,
        takes=takes_sheets(one.state, one.opens_at, one.closes_at, clock.now()),
        token=token,
        press=PressForm(formdata=None),
        refusal=refusal,
        **words(),
    )
    return closed(make_response(page, 422 if refusal else 200))


lead_again(
    lambda result, token: url_for("college.sheet", code=result) if result else url_for("college.together", token=token),
    together_join,
)
