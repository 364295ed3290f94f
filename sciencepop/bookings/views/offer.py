"""An offer answered by the link of its letter. No session is needed; looking at it changes nothing.

Programs that read mail open its links, so only a button answers. Whoever has the link may answer this one offer: the
page names the event and the seats while the offer is open, never a person, and afterwards not even that.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.bookings import services
from sciencepop.bookings.models import Booking
from sciencepop.bookings.offer_links import code_of
from sciencepop.bookings.queries.mine import find_booking
from sciencepop.bookings.rules.offers import STATUS, Standing, standing_of
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.views import bp
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.tokens import hash_token
from sciencepop.core.web import limiter


def _link() -> str:
    return "offer:" + hash_token(str((request.view_args or {}).get("token", "")))[:24]


by_link = limiter.shared_limit("60 per hour", scope="offer-link", key_func=_link)
by_network = limiter.shared_limit("300 per hour", scope="offer-network")


@bp.get("/offers/<token>")
@public
@by_link
@by_network
def offer(token: str) -> Response:
    """The offer with two buttons, or how it stands."""
    return _page(_find(token), token)


@bp.post("/offers/<token>/accept")
@public
@by_link
@by_network
def offer_accept(token: str) -> Response:
    """Take what was offered."""
    return _answer(token, services.accept_offer)


@bp.post("/offers/<token>/decline")
@public
@by_link
@by_network
def offer_decline(token: str) -> Response:
    """Leave it to the next in line."""
    return _answer(token, services.decline_offer)


def _find(token: str) -> Booking | None:
    code = code_of(token)
    return find_booking(code) if code else None


def _answer(token: str, verb: Callable[..., None]) -> Response:
    """Answer once. What was answered already, or is over, is told by the page itself."""
    booking = _find(token)
    if booking is not None:
        try:
            verb(booking.code, by=booking.person, now=clock.now())
        except RuleBroken as broken:
            if broken.code is Refusal.CLASH:
                return _page(_find(token), token, has_clash=True)
    return closed(redirect(url_for("bookings.offer", token=token), 303))


def _page(booking: Booking | None, token: str, *, has_clash: bool = False) -> Response:
    standing = Standing.UNKNOWN
    if booking:
        starts_at = booking.pool.occurrence.starts_at
        standing = standing_of(booking.state, booking.offer_ends_at, starts_at=starts_at, now=clock.now())
    page = render_template(
        "bookings/offer.html",
        standing=standing.value,
        booking=booking,
        where=where(booking.pool.occurrence) if booking else "",
        token=token,
        press=PressForm(),
        refusal=_("这段时间已经有别的预约，所以不能接受。请登录后先取消那一个，再回来接受；或者把席位让给下一位。")
        if has_clash
        else "",
    )
    return closed(make_response(page, 422 if has_clash else STATUS.get(standing, 200)))


def closed(response: Response) -> Response:
    """The address is secret: other sites and search engines do not learn it. Our own form check needs it."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


lead_again(lambda _result, token: url_for("bookings.offer", token=token), offer_accept, offer_decline)
