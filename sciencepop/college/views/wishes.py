"""My wishes: the sheet, its receipt, and after the draw my own line."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.bookings.offer_links import token_of
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.college import services
from sciencepop.college.forms.rounds import WishForm
from sciencepop.college.messages import ROUND_STATES, SOURCES
from sciencepop.college.models import DrawRound, WishSheet
from sciencepop.college.offer_links import TOGETHER
from sciencepop.college.queries import rounds as queries
from sciencepop.college.rules.rounds import takes_sheets
from sciencepop.college.views import bp
from sciencepop.college.views.pressing import Answer, me, press, words
from sciencepop.college.views.rounds import shown
from sciencepop.college.wish_words import receipt_of
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language, tr


@bp.get("/college/wishes")
@signed_in
def wishes() -> str:
    """Rounds that take sheets, and every sheet of mine."""
    session, now = db.session(), clock.now()
    rows = queries.list_sheets_of(session, me().id)
    mine = {row.round_id for row in rows}
    return render_template(
        "college/wishes.html",
        rows=rows,
        rounds=[one for one in queries.list_open(session) if one.term.catalogue_at <= now and one.id not in mine],
        now=now,
        states=ROUND_STATES,
        **words(),
    )


@bp.route("/college/rounds/<code>/wish", methods=["GET", "POST"])
@signed_in
def wish(code: str) -> Answer:
    """Fill in a sheet, or change it."""
    one, form = shown(code), WishForm()
    if form.validate_on_submit():
        made: list[str] = []
        refusal = press(
            form,
            lambda **who: made.append(services.hand_in(code, form.codes, language=language(), **who)),
            done=str(_("志愿单已收到。截止以前随时可以改，几时填都一样。")),
        )
        if not refusal:
            return redirect(url_for("college.sheet", code=made[0]), 303)
        form.refuse(None, refusal)
    return form_page(one, form, queries.find_sheet(db.session(), one.id, me().id), back_to=url_for("college.wishes"))


def form_page(one: DrawRound, form: WishForm, sheet: WishSheet | None, **more: object) -> Answer:
    """A sheet to fill in or to change, at home or at a desk. Two choose among classes with seats for two."""
    offered = queries.classes_of(db.session(), one.term_id)
    if sheet is not None and len(sheet.people) > 1:
        offered = [row for row in offered if row.has_seats_for_two]
    if request.method == "GET" and sheet is not None:
        form.show([row.course_class.code for row in sheet.wishes])
    form.offer(offered)
    page = render_template(
        "college/wish_form.html",
        form=form,
        one=one,
        sheet=sheet,
        classes=offered,
        takes=takes_sheets(one.state, one.opens_at, one.closes_at, clock.now()),
        **more,
        **words(),
    )
    return (page, 422) if form.errors else page


@bp.get("/college/wishes/<code>")
@signed_in
def sheet(code: str) -> Answer:
    """The receipt; after the draw why each wish went as it did."""
    return _page(code)


def _page(code: str, refusal: str = "") -> Answer:
    row = queries.get_sheet(db.session(), code, person_id=me().id)
    invite = url_for("college.together", token=token_of(row.code, TOGETHER), _external=True)
    page = render_template("college/sheet.html", refusal=refusal, desk="", invite=invite, **sheet_facts(row))
    return (page, 422) if refusal else page


def sheet_facts(row: Any) -> dict[str, Any]:
    """What a receipt's page needs, at home or at a desk."""
    one = row.round
    return {
        "receipt": receipt_of(db.session(), row),
        "sheet": row,
        "one": one,
        "printed_code": in_groups(row.code),
        "takes": takes_sheets(one.state, one.opens_at, one.closes_at, clock.now()),
        "states": ROUND_STATES,
        "sources": SOURCES,
        "press": PressForm(formdata=None),
        "alone_titles": str(_("、")).join(
            tr(wish.course_class.course, "title") for wish in row.wishes if not wish.course_class.has_seats_for_two
        ),
        **words(),
    }


@bp.post("/college/wishes/<code>/take-back")
@signed_in
def sheet_take_back(code: str) -> Answer:
    """Wish nothing after all."""
    refusal = press(PressForm(), services.take_back, code, done=str(_("志愿单已撤回。")))
    return _page(code, refusal) if refusal else redirect(url_for("college.wishes"), 303)


lead_again(lambda result, **_found: url_for("college.sheet", code=result) if result else "", wish)
lead_again(lambda _result, **_found: url_for("college.wishes"), sheet_take_back)
