"""My bookings, and the ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.forms_gates import VenueCodeForm
from sciencepop.bookings.messages import STATES, sentence
from sciencepop.bookings.models import Booking
from sciencepop.bookings.offer_links import CHANGE, token_of
from sciencepop.bookings.point_letters import points_text
from sciencepop.bookings.policy import no_show_policy
from sciencepop.bookings.queries import mine as queries
from sciencepop.bookings.queries.groups import find_visit_of
from sciencepop.bookings.queries.outings import together
from sciencepop.bookings.queries.waiting import forecast_waiting, why_passed
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.gates import doors_open_at
from sciencepop.bookings.rules.moves import refuse_moving
from sciencepop.bookings.rules.refusals import refuse_cancelling
from sciencepop.bookings.rules.states import BookingState
from sciencepop.bookings.rules.venue_codes import is_open
from sciencepop.bookings.services.points import costs_of_cancelling
from sciencepop.bookings.tickets import ticket_link
from sciencepop.bookings.views import bp
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.programme.models import EventState

Answer = str | Response | tuple[str, int]
DOWNLOAD = "feeds.occurrence"


@bp.get("/my/bookings")
@signed_in
def mine() -> str:
    """What is still to come, or what is over."""
    past = request.args.get("past") == "1"
    cursor = request.args.get("after", "")
    page = queries.page_of_person(current_user.id, clock.now(), past=past, cursor=cursor)
    days = together(page.rows)
    return render_template(
        "bookings/mine.html", page=page, days=days, past=past, paged=bool(cursor), states=STATES, where=where
    )


@bp.get("/my/bookings/<code>")
@signed_in
def ticket(code: str) -> Answer:
    """The ticket; a manager of the base who scans its code gets the roster, the holder of a slip may claim it."""
    booking = queries.find_booking(code)
    if booking and booking.person_id != current_user.id:
        occurrence = booking.pool.occurrence
        if current_user.manages(occurrence.event.base_id):
            return redirect(url_for("bookings.roster", id=occurrence.id, q=booking.code), 303)
        if booking.booked_by is not None:
            return redirect(url_for("bookings.claim", code=booking.code), 303)
    visit = _visit_of(booking)
    if visit:
        return redirect(url_for("bookings.group_visit", code=visit), 303)
    return ticket_page(queries.get_own(code, current_user.id))


def _visit_of(booking: Booking | None) -> str:
    """The visit of a group that this person leads with a booking; it has a page of its own."""
    if booking is None or not booking.is_group or booking.person_id != current_user.id:
        return ""
    visit = find_visit_of(db.session(), booking.id)
    return visit.code if visit else ""


def ticket_page(booking: Booking, refusal: str = "") -> str:
    """The ticket as it stands now."""
    occurrence, now = booking.pool.occurrence, clock.now()
    refused = refuse_cancelling(booking.state, starts_at=occurrence.starts_at, now=now)
    how = {"is_moved": booking.is_moved, "is_group": booking.is_group}
    may_move = refuse_moving(booking.state, **how, starts_at=occurrence.starts_at, now=now) is None
    return render_template(
        "bookings/ticket.html",
        booking=booking,
        occurrence=occurrence,
        event=occurrence.event,
        is_down=occurrence.event.state is EventState.WITHDRAWN,
        where=where(occurrence),
        states=STATES,
        printed_code=in_groups(booking.code),
        qr=qr_picture(ticket_link(booking.code)) if booking.state is BookingState.CONFIRMED else "",
        **(_in_line(booking, now) if booking.state is BookingState.WAITING else {}),
        is_cancellable=refused is None,
        has_download=DOWNLOAD in current_app.view_functions,
        press=PressForm(),
        change_token=token_of(booking.code, CHANGE) if may_move else "",
        venue_form=VenueCodeForm(formdata=None) if _may_check_in(booking) else None,
        refusal=refusal,
    )


def _in_line(booking: Booking, now: datetime) -> dict[str, Any]:
    """Where a waiting party stands, why it is passed over, and else what it may expect while somebody may be asked."""
    place, passed = queries.place_of(booking), why_passed(db.session(), booking)
    chance = None
    if not passed and booking.pool.occurrence.booking_closes_at > now:
        chance = forecast_waiting(db.session(), booking, seats_ahead=place.seats_ahead, now=now)
    return {"place": place, "passed": passed, "chance": chance}


def _may_check_in(booking: Booking) -> bool:
    occurrence = booking.pool.occurrence
    doors = doors_open_at(occurrence.starts_at)
    is_confirmed = booking.state is BookingState.CONFIRMED
    return is_confirmed and is_open(doors_open_at=doors, ends_at=occurrence.ends_at, now=clock.now())


def qr_picture(text: str) -> Markup:
    """A QR code as inline SVG, black on white in every colour scheme, so that scanners read it."""
    picture = segno.make(text, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff", svgclass="qr")
    return Markup(picture)  # noqa: S704 - segno writes shapes only


@bp.route("/my/bookings/<code>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(code: str) -> Answer:
    """Ask once, then give the seats back."""
    booking = queries.get_own(code, current_user.id)
    if visit := _visit_of(booking):
        return redirect(url_for("bookings.group_cancel", code=visit), 303)
    form = PressForm()
    refused = refuse_cancelling(booking.state, starts_at=booking.pool.occurrence.starts_at, now=clock.now())
    if request.method == "GET" and not refused:
        return _ask_to_cancel(booking, form)
    try:
        if refused:
            raise RuleBroken(refused)
        services.cancel(booking.code, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return ticket_page(queries.get_own(code, current_user.id), sentence(broken)), 422
    flash(_("已取消。席位会让给别人，谢谢您告诉我们。"))
    return redirect(url_for("bookings.mine"), 303)


def _ask_to_cancel(booking: Booking, form: PressForm) -> str:
    occurrence = booking.pool.occurrence
    costs = costs_of_cancelling(booking, occurrence, clock.now())
    return render_template(
        "bookings/cancel.html",
        booking=booking,
        event=occurrence.event,
        form=form,
        costs=points_text(costs) if costs else "",
        policy=no_show_policy(),
    )


@bp.post("/my/bookings/<code>/accept")
@signed_in
def accept(code: str) -> Answer:
    """Take what was offered."""
    queries.get_own(code, current_user.id)
    try:
        services.accept_offer(code, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return ticket_page(queries.get_own(code, current_user.id), sentence(broken)), 422
    flash(_("预约成功。"))
    return redirect(url_for("bookings.ticket", code=code), 303)


@bp.post("/my/bookings/<code>/decline")
@signed_in
def decline(code: str) -> Answer:
    """Leave it to the next in line."""
    queries.get_own(code, current_user.id)
    try:
        services.decline_offer(code, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return ticket_page(queries.get_own(code, current_user.id), sentence(broken)), 422
    flash(_("已放弃。席位会马上问下一位。"))
    return redirect(url_for("bookings.mine"), 303)


lead_again(lambda _result, **_found: url_for("bookings.mine"), cancel)
lead_again(lambda _result, code: url_for("bookings.ticket", code=code), accept)
lead_again(lambda _result, **_found: url_for("bookings.mine"), decline)
