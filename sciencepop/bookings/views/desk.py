"""The desk: staff book for people who do not use the site, and hand them a slip in large print."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.consents import PROXY, WORDINGS
from sciencepop.accounts.models import Person
from sciencepop.bookings.forms import DeskForm
from sciencepop.bookings.ical import ticket_url
from sciencepop.bookings.messages import FIELD_OF, STATES, sentence
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.policy import desk_phone
from sciencepop.bookings.queries import desk as queries
from sciencepop.bookings.queries.ledger import Busy
from sciencepop.bookings.queries.seats import facts_of, find_occurrence, find_pool, read_claims
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.refusals import Refusal, refuse_occasion
from sciencepop.bookings.services import desk as services
from sciencepop.bookings.services.refusal import refusal_of
from sciencepop.bookings.views import bp
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import desk as at_desk
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.qr import qr
from sciencepop.core.reference import get_reference
from sciencepop.core.text import clean_line, row_number
from sciencepop.programme import hooks

Answer = str | Response | tuple[str, int]


def my_desk() -> str:
    """The code of the town, or of the district, at whose desk this person sits."""
    grant = cast(Person, current_user).desk_grant
    return (grant.town_code if grant else None) or get_reference().district.code


@bp.get("/desk")
@at_desk
def desk() -> str:
    """Sessions to book, and what this desk entered."""
    now, words = clock.now(), clean_line(request.args.get("q", ""))[:60]
    on, asked = _day(request.args.get("date", "")), "q" in request.args
    found = queries.list_bookable(db.session(), words, on, now) if asked else []
    entered = queries.list_entered(db.session(), my_desk(), now)
    return render_template(
        "bookings/desk.html",
        words=words,
        on=on,
        asked=asked,
        most=queries.MOST_FOUND,
        found=[(row, where(row)) for row in found],
        seats=hooks.seats_of(db.session(), [row.id for row in found]),
        entered=entered,
        to_call={row.id for row in entered if _must_be_called(row)},
        phones=queries.phones_of(db.session(), entered),
        states=STATES,
        in_groups=in_groups,
        place=_place(),
    )


def _place() -> Any:
    """The town of this desk, or the district."""
    reference = get_reference()
    return reference.towns.get(my_desk()) or reference.district


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _must_be_called(row: Booking) -> bool:
    """Nobody writes to a visitor: what they must know of a session to come, the desk tells them."""
    called_off = row.state is BookingState.CANCELLED and row.state_reason == "occurrence"
    moved = row.is_moved and row.state in (BookingState.CONFIRMED, BookingState.WAITING)
    return row.pool.occurrence.ends_at > clock.now() and (
        called_off or moved or row.state in (BookingState.OFFERED, BookingState.EXPIRED)
    )


@bp.route("/desk/book", methods=["GET", "POST"])
@at_desk
def desk_book() -> Answer:
    form, occurrence_id = DeskForm(), row_number(request.values.get("occurrence", ""))
    if not form.validate_on_submit():
        return _booking_page(form, occurrence_id), 422 if form.errors else 200
    try:
        booked = services.book_for(
            occurrence_id,
            form.visitor,
            seats=form.seats.data or 0,
            names=form.party,
            waiting_allowed=bool(form.wait.data),
            desk=my_desk(),
            by=cast(Person, current_user),
            language=language(),
            now=clock.now(),
        )
    except RuleBroken as broken:
        field = FIELD_OF.get(Refusal(broken.code))
        form.refuse(field, sentence(broken))
        return _booking_page(form, occurrence_id), 422
    return redirect(url_for("bookings.slip", code=booked.code), 303)


def _booking_page(form: DeskForm, occurrence_id: int) -> str:
    occurrence = find_occurrence(db.session(), occurrence_id) or abort(404)
    pool = find_pool(db.session(), occurrence_id)
    now = clock.now()
    claims = read_claims(db.session(), pool, occurrence, None, Channel.TELEPHONE, now=now)
    facts = facts_of(occurrence, pool, claims, now=now)
    obstacle = refuse_occasion(facts)
    if obstacle is Refusal.NOT_PUBLIC:
        abort(404)
    return render_template(
        "bookings/desk_book.html",
        form=form,
        occurrence=occurrence,
        event=occurrence.event,
        where=where(occurrence),
        facts=facts,
        refusal=sentence(refusal_of(obstacle, facts, claims, Busy())) if obstacle else "",
        wording=WORDINGS[PROXY],
    )


@bp.get("/desk/bookings/<code>")
@at_desk
def slip(code: str) -> str:
    """What the visitor takes home, and what the desk can still do."""
    return _slip(code)


def _slip(code: str, refusal: str = "") -> str:
    booking = queries.get_entered(db.session(), code, my_desk(), clock.now())
    occurrence = booking.pool.occurrence
    is_open = occurrence.starts_at > clock.now() and booking.state in (BookingState.CONFIRMED, BookingState.WAITING)
    return render_template(
        "bookings/slip.html",
        booking=booking,
        occurrence=occurrence,
        event=occurrence.event,
        where=where(occurrence),
        printed_code=in_groups(booking.code),
        qr=qr(ticket_url(booking), _("预约号的二维码，到场时出示")),
        phone=desk_phone(my_desk()),
        place=_place(),
        states=STATES,
        is_open=is_open,
        press=PressForm(),
        refusal=refusal,
    )


@bp.post("/desk/bookings/<code>/accept")
@at_desk
def desk_accept(code: str) -> Answer:
    """Take what was offered to a visitor."""
    try:
        services.accept_for(code, desk=my_desk(), by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _slip(code, sentence(broken)), 422
    return redirect(url_for("bookings.slip", code=code), 303)


@bp.route("/desk/bookings/<code>/cancel", methods=["GET", "POST"])
@at_desk
def desk_cancel(code: str) -> Answer:
    """Ask once, then give the seats back for the visitor."""
    booking = queries.get_entered(db.session(), code, my_desk(), clock.now())
    form = PressForm()
    if request.method == "GET":
        return render_template("bookings/desk_cancel.html", booking=booking, form=form)
    try:
        services.cancel_for(booking.code, desk=my_desk(), by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _slip(code, sentence(broken)), 422
    flash(_("已替对方取消。"))
    return redirect(url_for("bookings.desk"), 303)


lead_again(lambda code, **_found: url_for("bookings.slip", code=code), desk_book)
lead_again(lambda _result, code: url_for("bookings.slip", code=code), desk_accept)
lead_again(lambda _result, **_found: url_for("bookings.desk"), desk_cancel)
