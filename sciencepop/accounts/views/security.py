"""What a person signs in with: addresses, password, and all their sign-ins."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    CodeForm,
    FirstPasswordForm,
    RemovePasswordForm,
)
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import Address
from sciencepop.accounts.rules.addresses import Contact, shown
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.views import bp, limits
from sciencepop.accounts.views.entering import dev_outbox, go_on, me, this_device, wait_for, waiting_for
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import request_language

Answer = str | Response | tuple[str, int]


@bp.get("/my/security")
@signed_in
def security() -> Answer:
    addresses = [(address, shown(Contact(address.kind, address.value))) for address in me().addresses]
    return render_template("accounts/security.html", addresses=addresses, press=PressForm(), person=me())


@bp.route("/my/security/password", methods=["GET", "POST"])
@signed_in
@limits.tries_by_person
def password() -> Answer:
    """Set a first password, or change it; every other sign-in ends."""
    form = ChangePasswordForm() if me().password_hash else FirstPasswordForm()
    if form.validate_on_submit():
        current = form.current.data if isinstance(form, ChangePasswordForm) else None
        try:
            person = services.set_password(me(), form.new.data or "", clock.now(), current=current, here=this_device())
        except RuleBroken as refused:
            is_current = refused.code is Refusal.WRONG_PASSWORD and "current" in form
            form.refuse("current" if is_current else "new", sentence(refused))
        else:
            go_on(person)
            flash(_("密码已保存，其他设备上的登录都已退出。"))
            return _back()
    page = render_template("accounts/password.html", form=form)
    return (page, 422) if form.errors else page


@bp.route("/my/security/password/remove", methods=["GET", "POST"])
@signed_in
@limits.tries_by_person
def remove_password() -> Answer:
    if not me().password_hash:
        return _back()
    form = RemovePasswordForm()
    if form.validate_on_submit():
        try:
            person = services.remove_password(me(), clock.now(), current=form.current.data or "", here=this_device())
        except RuleBroken as refused:
            form.refuse("current", sentence(refused))
        else:
            go_on(person)
            flash(_("密码已取消，以后用验证码登录。"))
            return _back()
    page = render_template("accounts/remove_password.html", form=form)
    return (page, 422) if form.errors else page


@bp.route("/my/security/addresses/new", methods=["GET", "POST"])
@signed_in
@limits.codes_by_network
def add_address() -> Answer:
    """Where the code for a new address shall go; with `replaces` it takes an old one's place."""
    old = _own_address(request.values.get("replaces", type=int))
    form = AddressForm()
    if form.validate_on_submit():
        try:
            sent = services.request_address(me(), form.address.data or "", request_language(), clock.now())
        except RuleBroken as refused:
            form.refuse("address", sentence(refused))
        else:
            wait_for(sent, replaces=old.id if old else 0)
            return redirect(url_for("accounts.address_code"), 303)
    page = render_template("accounts/add_address.html", form=form, old=old)
    return (page, 422) if form.errors else page


@bp.route("/my/security/addresses/code", methods=["GET", "POST"])
@signed_in
@limits.tries_by_network
def address_code() -> Answer:
    waiting = waiting_for(Purpose.ADD_ADDRESS)
    if waiting is None:
        return _back()
    form = CodeForm()
    if form.validate_on_submit():
        typed, replaces = form.code.data or "", waiting.replaces or None
        try:
            services.confirm_address(me(), waiting.contact, typed, clock.now(), replaces_id=replaces)
        except RuleBroken as refused:
            form.refuse("code", sentence(refused))
        else:
            flash(_("登录方式已更新。"))
            return _back()
    page = render_template(
        "accounts/address_code.html", form=form, press=PressForm(), waiting=waiting, dev_outbox=dev_outbox()
    )
    return (page, 422) if form.errors else page


@bp.post("/my/security/addresses/<int:address_id>/remove")
@signed_in
def remove_address(address_id: int) -> Answer:
    if PressForm().validate_on_submit():
        try:
            services.remove_address(me(), address_id, clock.now())
        except RuleBroken as refused:
            flash(sentence(refused), "error")
        else:
            flash(_("登录方式已更新。"))
    return _back()


@bp.post("/my/security/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> Answer:
    if PressForm().validate_on_submit():
        go_on(services.sign_out_everywhere(me(), clock.now(), here=this_device()))
        flash(_("其他设备上的登录都已退出。"))
    return _back()


def _own_address(address_id: int | None) -> Address | None:
    return next((address for address in me().addresses if address.id == address_id), None)


def _back(*_result: Any, **_found: Any) -> Response:
    return redirect(url_for("accounts.security"), 303)


def _replay(_result: str, **_found: Any) -> str:
    return url_for("accounts.security")


lead_again(_replay, password, remove_password, address_code, remove_address, sign_out_everywhere)
lead_again(lambda _result, **_found: url_for("accounts.address_code"), add_address)
