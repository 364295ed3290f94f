"""What the holder of a moved booking may choose, by the link of the notice or from the ticket; nobody signs in.

As with an offer's link, looking changes nothing and only a button does. The page names the event and the seats while
the choice is open, never a person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from sciencepop.bookings import services
from sciencepop.bookings.forms import TargetForm
from sciencepop.bookings.messages import sentence
from sciencepop.bookings.models import Booking
from sciencepop.bookings.offer_links import CHANGE, code_of
from sciencepop.bookings.queries.mine import find_booking
from sciencepop.bookings.queries.notices import list_others
from sciencepop.bookings.rules.moves import STATUS, Standing, standing_of
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.offer import by_link, by_network, closed
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.text import row_number


@bp.get("/changes/<token>")
@public
@by_link
@by_network
def change(token: str) -> Response:
    """The new arrangement, other sessions to go to, and giving the seats back; or what was chosen."""
    return _page(_find(token), token)


@bp.post("/changes/<token>/move")
@public
@by_link
@by_network
def change_move(token: str) -> Response:
    """Go to another session."""
    form = TargetForm()
    if not form.validate_on_submit():
        abort(400)
    target = row_number(form.target.data or "")
    return _answer(token, lambda code, **by: services.move(code, target, **by))


@bp.post("/changes/<token>/cancel")
@public
@by_link
@by_network
def change_cancel(token: str) -> Response:
    """Give the seats back, which costs nothing after a change."""
    return _answer(token, services.cancel)


def _find(token: str) -> Booking | None:
    code = code_of(token, CHANGE)
    return find_booking(code) if code else None


def _answer(token: str, verb: Callable[..., Any]) -> Response:
    """Do it while the choice is open; what stands against it, or was chosen before, the page tells."""
    booking = _find(token)
    if booking is not None and _standing(booking) is Standing.OPEN:
        try:
            verb(booking.code, by=booking.person, now=clock.now())
        except RuleBroken as broken:
            return _page(_find(token), token, sentence(broken))
    return closed(redirect(url_for("bookings.change", token=token), 303))


def _standing(booking: Booking | None) -> Standing:
    if booking is None:
        return Standing.UNKNOWN
    return standing_of(
        booking.state,
        booking.state_reason,
        is_moved=booking.is_moved,
        is_group=booking.is_group,
        starts_at=booking.pool.occurrence.starts_at,
        now=clock.now(),
    )


def _page(booking: Booking | None, token: str, refusal: str = "") -> Response:
    standing = _standing(booking)
    others = []
    if booking and standing is Standing.OPEN:
        rows = list_others(db.session(), booking.pool.occurrence, clock.now())
        town = booking.person.town_code
        others = [row for row, room in rows if room.free_for(town_code=town) >= booking.seats]
    page = render_template(
        "bookings/change.html",
        standing=standing.value,
        booking=booking,
        others=others,
        where=where,
        token=token,
        press=PressForm(formdata=None),
        refusal=refusal,
    )
    return closed(make_response(page, 422 if refusal else STATUS.get(standing, 200)))


lead_again(lambda _result, token: url_for("bookings.change", token=token), change_move, change_cancel)
