"""A day out that was booked: its stops, the way between them, and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.messages import STATES, sentence
from sciencepop.bookings.models import Booking, Outing
from sciencepop.bookings.outing_messages import leg_words
from sciencepop.bookings.point_letters import points_text
from sciencepop.bookings.queries.ledger import span_of
from sciencepop.bookings.queries.outings import get_outing, list_stops
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.outings import Leg, leg_between
from sciencepop.bookings.rules.refusals import refuse_cancelling
from sciencepop.bookings.rules.states import LIVE
from sciencepop.bookings.services.points import costs_of_cancelling
from sciencepop.bookings.views import bp
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm

Answer = str | Response | tuple[str, int]


@bp.get("/my/outings/<code>")
@signed_in
def outing(code: str) -> str:
    return _page(get_outing(db.session(), code, current_user.id))


def _page(found: Outing, refusal: str = "") -> str:
    stops = list_stops(db.session(), found.id)
    return render_template(
        "bookings/outing.html",
        outing=found,
        stops=stops,
        legs=_legs(stops),
        leg_words=leg_words,
        open=_open(stops, clock.now()),
        states=STATES,
        where=where,
        in_groups=in_groups,
        refusal=refusal,
    )


def _legs(stops: Sequence[Booking]) -> dict[int, Leg]:
    """The way from each stop that still counts to the next one, by the booking's number."""
    live = [stop for stop in stops if stop.state in LIVE]
    pairs = pairwise(live)
    return {
        first.id: leg_between(span_of(first.pool.occurrence), span_of(second.pool.occurrence))
        for first, second in pairs
    }


def _open(stops: Sequence[Booking], now: datetime) -> list[Booking]:
    """What can still be given back."""
    return [
        stop for stop in stops if not refuse_cancelling(stop.state, starts_at=stop.pool.occurrence.starts_at, now=now)
    ]


@bp.route("/my/outings/<code>/cancel", methods=["GET", "POST"])
@signed_in
def outing_cancel(code: str) -> Answer:
    """Say what would be given back and what it costs, then give all of it back."""
    found = get_outing(db.session(), code, current_user.id)
    if request.method == "GET":
        return _ask_to_cancel(found)
    try:
        count = services.cancel_outing(code, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _page(get_outing(db.session(), code, current_user.id), sentence(broken)), 422
    flash(
        ngettext(
            "已取消 %(num)d 场。席位会让给别人，谢谢您告诉我们。",
            "已取消 %(num)d 场。席位会让给别人，谢谢您告诉我们。",
            count,
        )
    )
    return redirect(url_for("bookings.mine"), 303)


lead_again(lambda _result, **_found: url_for("bookings.mine"), outing_cancel)


def _ask_to_cancel(found: Outing) -> Answer:
    now = clock.now()
    stops = _open(list_stops(db.session(), found.id), now)
    if not stops:
        return redirect(url_for("bookings.outing", code=found.code), 303)
    costs = {stop.id: costs_of_cancelling(stop, stop.pool.occurrence, now) for stop in stops}
    return render_template(
        "bookings/outing_cancel.html",
        outing=found,
        stops=stops,
        costs={number: points_text(halves) for number, halves in costs.items() if halves},
        form=PressForm(),
    )
