"""The desk: sheets of wishes for people who do not use the site, with a slip in large print."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.accounts.consents import PROXY, WORDINGS
from sciencepop.bookings.policy import desk_phone
from sciencepop.college import services
from sciencepop.college.forms.rounds import DeskWishForm, WishForm
from sciencepop.college.messages import ROUND_STATES
from sciencepop.college.models import DrawRound, SheetSource, WishSheet
from sciencepop.college.queries import rounds as queries
from sciencepop.college.rules.rounds import takes_sheets
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.college.views.rounds import shown
from sciencepop.college.views.wishes import form_page, sheet_facts
from sciencepop.core import clock
from sciencepop.core.access import desk as at_desk
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.reference import get_reference


def my_desk() -> str:
    """The code of the town, or of the district, at whose desk this person sits."""
    grant = me().desk_grant
    return (grant.town_code if grant else None) or get_reference().district.code


@bp.get("/desk/wishes")
@at_desk
def desk_wishes() -> str:
    """Rounds that take sheets, and what this desk entered."""
    session, now = db.session(), clock.now()
    found = queries.list_open(session)
    return render_template(
        "college/desk_wishes.html",
        rounds=[one for one in found if takes_sheets(one.state, one.opens_at, one.closes_at, now)],
        rows=queries.list_entered(session, my_desk()),
        states=ROUND_STATES,
        **words(),
    )


@bp.route("/desk/wishes/new/<code>", methods=["GET", "POST"])
@at_desk
def desk_wish(code: str) -> Answer:
    """Enter a sheet for somebody."""
    one, form = shown(code), DeskWishForm()
    if form.validate_on_submit():
        made: list[str] = []
        options: dict[str, Any] = {"source": SheetSource(form.source.data), "desk": my_desk(), "language": language()}
        refusal = press(
            form,
            lambda **who: made.append(services.hand_in_for(code, form.codes, form.visitors, **options, **who)),
            done=str(_("志愿单已收到。请打印凭条给对方。")),
        )
        if not refusal:
            return redirect(url_for("college.desk_sheet", code=made[0]), 303)
        form.refuse(None, refusal)
    return _form_page(one, form)


@bp.route("/desk/wishes/<code>/edit", methods=["GET", "POST"])
@at_desk
def desk_wish_edit(code: str) -> Answer:
    """Change what this desk entered."""
    row, form = queries.get_sheet(db.session(), code, desk=my_desk()), WishForm()
    if form.validate_on_submit():
        refusal = press(form, services.change_for, code, form.codes, desk=my_desk())
        if not refusal:
            return redirect(url_for("college.desk_sheet", code=code), 303)
        form.refuse(None, refusal)
    return _form_page(row.round, form, row)


def _form_page(one: DrawRound, form: WishForm, sheet: WishSheet | None = None) -> Answer:
    return form_page(one, form, sheet, back_to=url_for("college.desk_wishes"), wording=WORDINGS[PROXY])


@bp.get("/desk/wishes/<code>")
@at_desk
def desk_sheet(code: str) -> Answer:
    """The slip, and what the desk can still do."""
    return _slip(code)


def _slip(code: str, refusal: str = "") -> Answer:
    reference, desk = get_reference(), my_desk()
    row = queries.get_sheet(db.session(), code, desk=desk)
    page = render_template(
        "college/sheet.html",
        refusal=refusal,
        desk=desk,
        phone=desk_phone(desk),
        place=reference.towns.get(desk) or reference.district,
        **sheet_facts(row),
    )
    return (page, 422) if refusal else page


@bp.post("/desk/wishes/<code>/take-back")
@at_desk
def desk_take_back(code: str) -> Answer:
    """Take a sheet back for somebody who asks for it."""
    done = str(_("志愿单已撤回。"))
    refusal = press(PressForm(), services.take_back_for, code, desk=my_desk(), done=done)
    return _slip(code, refusal) if refusal else redirect(url_for("college.desk_wishes"), 303)


@bp.post("/desk/wishes/<code>/seats/<seat>")
@at_desk
def desk_answer(code: str, seat: str) -> Answer:
    """Take or give back a seat that was offered to somebody who was called."""
    answer = request.form.get("answer", "")
    if answer not in ("yes", "no"):
        raise NotFound
    refusal = press(PressForm(), services.answer_for, code, seat, takes=answer == "yes", desk=my_desk())
    return _slip(code, refusal) if refusal else redirect(url_for("college.desk_sheet", code=code), 303)


def _to_slip(result: str, **_found: object) -> str:
    return url_for("college.desk_sheet", code=result) if result else url_for("college.desk_wishes")


lead_again(_to_slip, desk_wish, desk_wish_edit, desk_answer)
lead_again(lambda _result, **_found: url_for("college.desk_wishes"), desk_take_back)
