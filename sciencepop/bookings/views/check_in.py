"""Check-in as managers prepare it: gates, the screen with the code, the printed list; and as holders do it."""

from __future__ import annotations

from typing import cast

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.bookings import services
from sciencepop.bookings.forms_gates import GateForm, VenueCodeForm
from sciencepop.bookings.gate_messages import VERDICTS, gate_sentence
from sciencepop.bookings.queries import gates as queries
from sciencepop.bookings.queries import mine, roster
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.gates import GateRefusal, doors_open_at
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.tickets import read_ticket
from sciencepop.bookings.rules.venue_codes import is_open, seconds_left
from sciencepop.bookings.services.export import note_export
from sciencepop.bookings.tickets import is_genuine, venue_code
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.mine import ticket_page
from sciencepop.bookings.views.roster import managed
from sciencepop.core import clock
from sciencepop.core.access import manager, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.web import limiter
from sciencepop.programme.models import Occurrence

Answer = str | Response | tuple[str, int]


@bp.get("/t/<ticket>")
@signed_in
def scanned(ticket: str) -> Response:
    """What a ticket's QR code opens: the ticket for its holder, the roster for a manager of the base."""
    code, signature = read_ticket(ticket) or abort(404)
    booking = mine.find_booking(code) or abort(404)
    if booking.person_id != current_user.id and current_user.manages(booking.pool.occurrence.event.base_id):
        if signature and not is_genuine(code, signature):
            flash(_("这个二维码不是本站签发的。请核对姓名后再签到。"), "warning")
        return redirect(url_for("bookings.roster", id=booking.pool.occurrence_id, q=code), 303)
    return redirect(url_for("bookings.ticket", code=code), 303)


@bp.route("/manage/occurrences/<int:id>/check-in", methods=["GET", "POST"])
@manager
def check_in(id: int) -> Answer:
    """The gates of an occurrence, and one more."""
    occurrence, form = managed(id), GateForm()
    if not form.is_submitted():
        return _gates_page(occurrence, form)
    if not form.validate():
        return _gates_page(occurrence, form), 422
    name, allowance = form.name.data or "", form.allowance.data or 0
    try:
        opened = services.open_gate(
            occurrence.id, name=name, allowance=allowance, by=cast(Person, current_user), now=clock.now()
        )
    except RuleBroken as broken:
        form.refuse("allowance" if broken.code is GateRefusal.NOT_SO_MANY else None, gate_sentence(broken))
        return _gates_page(managed(id), form), 422
    # The answer to the POST itself shows the secret, so that it is kept nowhere on the way to another page.
    site = current_app.extensions["config"].public_url
    link = site + url_for("bookings.gate", _anchor=opened.token)
    return _gates_page(managed(id), GateForm(formdata=None), link=link, opened_name=name)


@bp.post("/manage/occurrences/<int:id>/check-in/<int:gate_id>/end")
@manager
def gate_end(id: int, gate_id: int) -> Answer:
    """End a gate from here, as when its device is lost."""
    occurrence = managed(id)
    gate = next((gate for gate in queries.list_gates(occurrence.id) if gate.id == gate_id), None) or abort(404)
    if not PressForm().validate_on_submit():
        return _gates_page(occurrence, GateForm(formdata=None), refusal=_("没有看懂这次提交，请再试一次。")), 422
    services.end_gate(gate.id, by=cast(Person, current_user), now=clock.now())
    flash(_("入口已结束，没有用掉的席位已经退回。"))
    return redirect(url_for("bookings.check_in", id=id), 303)


lead_again(lambda _result, id: url_for("bookings.check_in", id=id), check_in)
lead_again(lambda _result, id, **_found: url_for("bookings.check_in", id=id), gate_end)


def _gates_page(
    occurrence: Occurrence, form: GateForm, *, link: str = "", opened_name: str = "", refusal: str = ""
) -> str:
    room = read_room(db.session(), occurrence.id)
    return render_template(
        "bookings/check_in.html",
        occurrence=occurrence,
        event=occurrence.event,
        room=room,
        free=room.free_for(Channel.DOOR) if room else 0,
        doors=doors_open_at(occurrence.starts_at),
        gates=queries.list_gates(occurrence.id),
        heads=queries.count_heads(occurrence.id),
        odd=queries.list_odd(occurrence.id),
        verdicts=VERDICTS,
        in_groups=in_groups,
        form=form,
        press=PressForm(formdata=None),
        link=link,
        opened_name=opened_name,
        refusal=refusal,
    )


@bp.get("/manage/occurrences/<int:id>/code")
@manager
def venue_screen(id: int) -> str:
    """The code of this minute, large, for a screen at the venue."""
    occurrence, now = managed(id), clock.now()
    may_use = is_open(doors_open_at=doors_open_at(occurrence.starts_at), ends_at=occurrence.ends_at, now=now)
    return render_template(
        "bookings/venue_screen.html",
        occurrence=occurrence,
        event=occurrence.event,
        code=venue_code(occurrence.id, now) if may_use else "",
        left=seconds_left(now),
        doors=doors_open_at(occurrence.starts_at),
    )


@bp.get("/manage/occurrences/<int:id>/list")
@manager
def paper_list(id: int) -> str:
    """Everybody on paper, with a box to tick; that it was taken is written down."""
    occurrence = managed(id)
    note_export(occurrence.id, by=cast(Person, current_user), now=clock.now())
    return render_template(
        "bookings/paper_list.html",
        occurrence=occurrence,
        event=occurrence.event,
        rows=roster.list_for_paper(occurrence),
        most=roster.MOST_PRINTED,
        made_at=clock.now(),
        in_groups=in_groups,
    )


def _holder() -> str:
    return f"venue:{current_user.get_id()}:{(request.view_args or {}).get('code', '')[:20]}"


@bp.post("/my/bookings/<code>/check-in")
@signed_in
@limiter.limit("8 per 10 minutes", key_func=_holder)
def check_in_self(code: str) -> Answer:
    """Holders let themselves in with the code on the venue's screen; a few tries, then the desk."""
    booking, form = mine.get_own(code, current_user.id), VenueCodeForm()
    if not form.validate_on_submit():
        return ticket_page(booking, _("请填写现场屏幕上的六位数字。")), 422
    try:
        services.check_in(booking.code, form.digits.data or "", by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return ticket_page(mine.get_own(code, current_user.id), gate_sentence(broken)), 422
    flash(_("签到成功，欢迎！"))
    return redirect(url_for("bookings.ticket", code=code), 303)


lead_again(lambda _result, code: url_for("bookings.ticket", code=code), check_in_self)
