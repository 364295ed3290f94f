"""The science passport: stamps, paper cards, certificates, and the page on which anybody checks one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.accounts.consents import CHILD_PASSPORT, WORDINGS
from sciencepop.accounts.models import Child, Person
from sciencepop.accounts.queries import list_children
from sciencepop.bases.queries import count_public
from sciencepop.bookings.forms import HolderForm, StampForm
from sciencepop.bookings.messages import sentence
from sciencepop.bookings.queries import passport as queries
from sciencepop.bookings.queries.roster import get_occurrence
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.passport import Passport, gather
from sciencepop.bookings.services import passport as services
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.roster import show_roster
from sciencepop.core import clock
from sciencepop.core.access import manager, public, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.qr import qr
from sciencepop.core.web import limiter

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Holder:
    """Somebody's passport on the page: mine, or a child's; `passport` is None until a guardian opens it."""

    child: Child | None
    passport: Passport | None


@bp.get("/my/passport")
@signed_in
def passport() -> str:
    """Stamps of the person and of each child, cards and certificates."""
    return _page()


def _page(refusal: str = "") -> str:
    session, children = db.session(), list_children(db.session(), current_user.id)
    opened = queries.list_opened(session, children)
    holders = [Holder(None, gather(queries.list_visits(session, current_user.id)))]
    for child in children:
        found = gather(queries.list_child_visits(session, child.id)) if child.id in opened else None
        holders.append(Holder(child, found))
    return render_template(
        "bookings/passport.html",
        holders=holders,
        bases=queries.bases_of(session, {number for one in holders if one.passport for number in one.passport.stamps}),
        total=count_public(),
        cards=queries.list_cards(session, current_user.id),
        certificates=queries.list_certificates(session, current_user.id),
        wording=WORDINGS[CHILD_PASSPORT],
        form=PressForm(),
        in_groups=in_groups,
        refusal=refusal,
    )


@bp.post("/my/passport/children/<int:child_id>/open")
@signed_in
def passport_open(child_id: int) -> Answer:
    """The button stands under the words: pressing it is the consent."""
    services.open_passport(child_id, language=language(), by=_me(), now=clock.now())
    flash(_("孩子的科普护照开通了。"))
    return redirect(url_for("bookings.passport"), 303)


@bp.post("/my/passport/children/<int:child_id>/end")
@signed_in
def passport_end(child_id: int) -> Answer:
    services.end_passport(child_id, by=_me(), now=clock.now())
    flash(_("孩子的科普护照已停用，保存的章、卡和证明都删除了。"))
    return redirect(url_for("bookings.passport"), 303)


@bp.post("/my/passport/cards")
@signed_in
def card_new() -> Answer:
    try:
        code = services.make_card(_child_of(HolderForm()), by=_me(), now=clock.now())
    except RuleBroken as broken:
        return _page(sentence(broken)), 422
    return redirect(url_for("bookings.card", code=code), 303)


@bp.get("/my/passport/cards/<code>")
@signed_in
def card(code: str) -> str:
    """A card to print. Its QR holds the code alone, for a scanner at the roster."""
    found = queries.get_own_card(db.session(), code, current_user.id)
    name = found.child.nickname if found.child else _me().name
    picture = qr(found.code, _("护照卡编号的二维码"))
    return render_template("bookings/passport_card.html", name=name, printed_code=in_groups(found.code), qr=picture)


@bp.post("/my/passport/cards/<code>/drop")
@signed_in
def card_drop(code: str) -> Answer:
    services.drop_card(code, by=_me())
    flash(_("护照卡已作废，卡上的章也删除了。"))
    return redirect(url_for("bookings.passport"), 303)


@bp.post("/my/passport/certificates")
@signed_in
def certificate_new() -> Answer:
    try:
        code = services.issue_certificate(_child_of(HolderForm()), by=_me(), now=clock.now())
    except RuleBroken as broken:
        return _page(sentence(broken)), 422
    return redirect(url_for("bookings.certificate", code=code), 303)


@bp.get("/my/passport/certificates/<code>")
@signed_in
def certificate(code: str) -> str:
    """The certificate to print, with the name that only its owner sees, and where to check it."""
    found = queries.get_own_certificate(db.session(), code, current_user.id)
    address = url_for("bookings.verify", code=found.code, _external=True)
    return render_template(
        "bookings/certificate.html",
        certificate=found,
        name=(found.child.nickname if found.child else _me().name) or found.initial,
        address=address,
        qr=qr(address, _("核验这张证明的二维码")),
        form=PressForm(),
    )


@bp.post("/my/passport/certificates/<code>/revoke")
@signed_in
def certificate_revoke(code: str) -> Answer:
    services.revoke_certificate(code, by=_me(), now=clock.now())
    flash(_("证明已撤销，核验时会显示作废。"))
    return redirect(url_for("bookings.passport"), 303)


@bp.post("/my/passport/certificates/<code>/drop")
@signed_in
def certificate_drop(code: str) -> Answer:
    services.drop_certificate(code, by=_me())
    flash(_("证明已删除，核验页也没有了。"))
    return redirect(url_for("bookings.passport"), 303)


@bp.get("/verify/<code>")
@public
@limiter.limit("120 per hour")
def verify(code: str) -> Response:
    """What a certificate says, for whoever was given its code: an initial, numbers and a day."""
    found = queries.get_certificate(db.session(), code)
    answer = make_response(render_template("bookings/verify.html", certificate=found))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/manage/occurrences/<int:id>/stamp")
@manager
def stamp(id: int) -> Answer:
    """Stamp a paper card whose code was typed or scanned at the roster."""
    occurrence = get_occurrence(id)
    require(current_user.manages(occurrence.event.base_id))
    form = StampForm()
    if not form.validate_on_submit():
        return show_roster(occurrence, _("没有看懂这次提交，请再试一次。")), 422
    code = "".join((form.code.data or "").split()).upper()
    try:
        services.stamp_card(id, code, by=_me(), now=clock.now())
    except RuleBroken as broken:
        return show_roster(get_occurrence(id), sentence(broken)), 422
    flash(_("已盖章：%(code)s。", code=in_groups(code)))
    return redirect(url_for("bookings.roster", id=id, _anchor="stamp"), 303)


def _me() -> Person:
    return cast(Person, current_user)


def _child_of(form: HolderForm) -> int | None:
    """The child whom the form names, None for oneself; NotFound for what is no number."""
    text = form.child.data or ""
    if not form.validate_on_submit() or (text and not (text.isascii() and text.isdigit() and len(text) <= 18)):
        raise NotFound
    return int(text) if text else None


def _to_passport(_result: str, **_found: object) -> str:
    return url_for("bookings.passport")


lead_again(_to_passport, passport_open, passport_end, card_drop, certificate_revoke, certificate_drop)
lead_again(lambda code: url_for("bookings.card", code=code), card_new)
lead_again(lambda code: url_for("bookings.certificate", code=code), certificate_new)
lead_again(lambda _result, id: url_for("bookings.roster", id=id), stamp)
