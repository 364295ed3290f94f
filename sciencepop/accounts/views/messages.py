"""What the site wrote to a person, which kinds they want, and the link in a letter that ends a kind."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import CodeForm, KindsForm, SeenForm
from sciencepop.accounts.messages import KINDS, sentence
from sciencepop.accounts.post import stop_token
from sciencepop.accounts.queries import messages as queries
from sciencepop.accounts.queries.devices import list_devices
from sciencepop.accounts.rules.addresses import Contact, shown
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.messages import ON_DEVICES, OPTIONAL, MessageKind, Way, may_mute
from sciencepop.accounts.views import bp, limits
from sciencepop.accounts.views.entering import dev_outbox, me, this_device, wait_for, waiting_for
from sciencepop.core import clock
from sciencepop.core.access import public, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language
from sciencepop.core.outbox import Channel, is_open
from sciencepop.core.signing import same
from sciencepop.core.web import csrf
from sciencepop.core.webpush import public_key

Answer = str | Response | tuple[str, int]


@bp.get("/my/messages")
@signed_in
def messages() -> Answer:
    """What was written to me, newest first, and what I want to be told."""
    cursor = request.args.get("after", "")
    page = queries.page_of_messages(me().id, cursor)
    muted = queries.list_muted(db.session(), me().id)
    devices = list_devices(db.session(), me().id)
    return render_template(
        "accounts/messages.html",
        page=page,
        paged=bool(cursor),
        unread=queries.count_unread(me().id),
        lost=[(address, shown(Contact(address.kind, address.value))) for address in queries.list_lost(me().id)],
        kinds=KindsForm(
            formdata=None,
            has_devices=bool(devices),
            kinds=[kind.value for kind in OPTIONAL if (kind, Way.POST) not in muted],
            on_devices=[kind.value for kind in ON_DEVICES if (kind, Way.PUSH) not in muted],
        ),
        press=PressForm(formdata=None),
        devices=devices,
        this_device=this_device(),
        push_key=public_key(db.session()) if is_open(Channel.PUSH) else "",
    )


@bp.post("/my/messages/seen")
@signed_in
def seen() -> Answer:
    """All that was on the page is read now; what came meanwhile is not."""
    form = SeenForm()
    if form.validate_on_submit():
        services.mark_read(me(), form.newest.data or 0, clock.now())
    return _back()


@bp.post("/my/messages/kinds")
@signed_in
def kinds() -> Answer:
    """Keep which kinds I want. A page that was opened before there was a device says nothing of devices."""
    form = KindsForm(has_devices="with_devices" in request.form)
    if form.validate_on_submit():
        wanted = [MessageKind(kind) for kind in form.kinds.data or ()]
        on_devices = [MessageKind(kind) for kind in form.on_devices.data or ()] if "on_devices" in form else None
        services.choose_kinds(me(), wanted, clock.now(), on_devices=on_devices)
        flash(_("已保存。"))
    return _back()


@bp.post("/my/messages/prove/<int:address_id>")
@signed_in
@limits.codes_by_network
def prove(address_id: int) -> Answer:
    """Send a code to an address of mine that mail did not reach."""
    address = next((own for own in me().addresses if own.id == address_id), None) or abort(404)
    if PressForm().validate_on_submit():
        try:
            contact = Contact(address.kind, address.value)
            wait_for(services.request_proof(me(), contact, request_language(), clock.now()))
        except RuleBroken as refused:
            flash(sentence(refused), "error")
        else:
            return redirect(url_for("accounts.prove_code"), 303)
    return _back()


@bp.route("/my/messages/prove/code", methods=["GET", "POST"])
@signed_in
@limits.tries_by_network
def prove_code() -> Answer:
    """The code that arrived after all."""
    waiting = waiting_for(Purpose.PROVE)
    if waiting is None:
        return _back()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            services.confirm_proof(me(), waiting.contact, form.code.data or "", clock.now())
        except RuleBroken as refused:
            form.refuse("code", sentence(refused))
        else:
            flash(_("这个地址可以收信，以后的消息会再发到这里。"))
            return _back()
    page = render_template(
        "accounts/prove_code.html", form=form, press=PressForm(), waiting=waiting, dev_outbox=dev_outbox()
    )
    return (page, 422) if form.errors else page


@bp.route("/messages/stop/<kind>/<int:person_id>/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(kind: str, person_id: int, token: str) -> Answer:
    """End a kind of letter for whoever got one. Mail programs POST here by themselves (RFC 8058), without a cookie.

    The keyed hash in the address stands for both sign-in and CSRF token; the most it can do is silence reminders.
    """
    if not may_mute(kind) or not same(token, stop_token(person_id, kind)):
        abort(404)
    is_done = request.method == "POST"
    if is_done:
        services.mute(person_id, MessageKind(kind), clock.now())
    return render_template("accounts/stop.html", words=KINDS[MessageKind(kind)], is_done=is_done)


def _back(*_result: Any, **_found: Any) -> Response:
    return redirect(url_for("accounts.messages"), 303)


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.messages")


lead_again(_replay, seen, kinds)
lead_again(lambda _result, **_found: url_for("accounts.prove_code"), prove)
lead_again(_replay, prove_code)
