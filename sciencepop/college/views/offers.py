"""An offered seat of a class answered by the link of its letter. No session is needed; looking changes nothing.

As for bookings (`bookings.views.offer`): the page names the class while the offer is open, never a person.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.bookings.offer_links import code_of
from sciencepop.college import services
from sciencepop.college.messages import sentence
from sciencepop.college.models import Enrolment
from sciencepop.college.offer_links import OFFER
from sciencepop.college.queries.classes import get_class
from sciencepop.college.queries.enrolments import get_enrolment
from sciencepop.college.rules.refusals import Refusal, refuse_accepting
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import words
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.tokens import hash_token
from sciencepop.core.web import limiter


def _link() -> str:
    return "class-offer:" + hash_token(str((request.view_args or {}).get("token", "")))[:24]


by_link = limiter.shared_limit("60 per hour", scope="class-offer-link", key_func=_link)
by_network = limiter.shared_limit("300 per hour", scope="class-offer-network")


@bp.get("/college/offers/<token>")
@public
@by_link
@by_network
def offer(token: str) -> Response:
    """The offer with two buttons, or how it stands."""
    return _page(token)


@bp.post("/college/offers/<token>/accept")
@public
@by_link
@by_network
def offer_accept(token: str) -> Response:
    """Take the seat."""
    return _answer(token, services.accept)


@bp.post("/college/offers/<token>/decline")
@public
@by_link
@by_network
def offer_decline(token: str) -> Response:
    """Leave it to the next. A seat that was accepted is not given up by this link."""
    return _answer(token, services.withdraw)


def _find(token: str) -> Enrolment | None:
    code = code_of(token, OFFER)
    try:
        return get_enrolment(db.session(), code) if code else None
    except NotFound:
        return None


def _answer(token: str, verb: Callable[..., None]) -> Response:
    row = _find(token)
    if row is not None and _is_open(row):
        try:
            verb(row.code, by=row.person, now=clock.now())
        except RuleBroken as broken:
            if broken.code is not Refusal.OFFER_OVER:
                return _page(token, _words(broken))
    return closed(redirect(url_for("college.offer", token=token), 303))


def _words(broken: RuleBroken) -> str:
    """Whoever has the link learns that something stands in the way, never what of a person's time it is."""
    if broken.code is Refusal.CLASH:
        return str(_("有一课和别的安排时间冲突，所以不能接受。请登录后先退掉那一个，再回来接受；座位仍为您留着。"))
    return sentence(broken)


def _is_open(row: Enrolment) -> bool:
    closes_at = row.course_class.closes_at
    return refuse_accepting(row.state, row.offer_ends_at, closes_at=closes_at, now=clock.now()) is None


def _page(token: str, refusal: str = "") -> Response:
    row = _find(token)
    is_open = row is not None and _is_open(row)
    page = render_template(
        "college/offer.html",
        row=row,
        one=get_class(db.session(), row.course_class.code) if row is not None and is_open else None,
        is_open=is_open,
        token=token,
        press=PressForm(),
        refusal=refusal,
        **words(),
    )
    return closed(make_response(page, 404 if row is None else 422 if refusal else 200))


def closed(response: Response) -> Response:
    """The address is secret: other sites and search engines do not learn it."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


lead_again(lambda _result, token: url_for("college.offer", token=token), offer_accept, offer_decline)
