"""Postponing an edition: first what it would do, then the button; and where a postponement stands."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.bookings.services.bundles import count_untold
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.festival.forms.editions import PostponeForm, PostponeQuery
from sciencepop.festival.messages import sentence, why_left
from sciencepop.festival.queries import editions, postponements
from sciencepop.festival.rules.postponing import MOST_DAYS, UNDERWAY, PostponementState, are_days_possible
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.services.postpone import postpone, take_in, undo_postponement
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import Answer, names, press
from sciencepop.festival.words import OUTCOMES, POSTPONEMENTS, days_words


@bp.route("/district/festival/<code>/postpone", methods=["GET", "POST"])
@officer
def postpone_edition(code: str) -> Answer:
    """Ask (GET) and do (POST)."""
    edition = editions.get_edition(db.session(), code)
    if request.method == "POST":
        form, made = PostponeForm(), list[int]()
        days = form.days_of(edition.from_on) if form.validate() else 0
        reason = form.reason.data or ""
        if not press(form, lambda **who: made.append(postpone(code, days, reason, **who)), done=str(_("已开始延期。"))):
            return redirect(url_for("festival.postponement", code=code, number=made[0]), 303)
        return _page(code, PostponeQuery(formdata=None), 0, form=form), 422
    query = PostponeQuery(request.args)
    if not (request.args.get("days") or request.args.get("to_on")):
        return _page(code, query, 0)
    if not query.validate():
        return _page(code, query, 0), 422
    days = query.days_of(edition.from_on)
    if not are_days_possible(days):
        query.refuse_days(sentence(RuleBroken(Refusal.BAD_DAYS, most=MOST_DAYS)))
        return _page(code, query, 0), 422
    return _page(code, query, days)


def _page(code: str, query: PostponeQuery, days: int, form: PostponeForm | None = None) -> str:
    session = db.session()
    edition = editions.get_edition(session, code)
    found = postponements.preview(session, edition, days, clock.now()) if days else None
    return render_template(
        "festival/postpone.html",
        edition=edition,
        query=query,
        form=form or PostponeForm(formdata=None, days=days or None, reason=query.reason.data),
        days=days,
        found=found,
        **names(),
    )


@bp.get("/district/festival/<code>/postponements/<int:number>")
@officer
def postponement(code: str, number: int) -> Answer:
    """How far it has come, what was left, and the button that takes it back while nobody has been told."""
    return _status(code, number)


def _status(code: str, number: int, refusal: str = "") -> Answer:
    session = db.session()
    edition = editions.get_edition(session, code)
    row = postponements.get_postponement(session, edition.id, number)
    page = render_template(
        "festival/postponement.html",
        edition=edition,
        row=row,
        before=days_words(*(date.fromisoformat(text) for text in row.before["days"][f"edition:{edition.id}"])),
        state=POSTPONEMENTS[row.state],
        outcomes=OUTCOMES,
        counts=postponements.count_outcomes(session, number),
        left=postponements.list_left(session, number),
        stood=postponements.list_stood(session, number) if row.state is PostponementState.MOVED else [],
        untold=count_untold(session, row.bundle),
        is_underway=row.state in UNDERWAY,
        may_undo=row.state is PostponementState.MOVED and clock.now() < row.undo_until,
        why_left=why_left,
        press=PressForm(formdata=None),
        refusal=refusal,
        **names(),
    )
    return (page, 422) if refusal else page


@bp.post("/district/festival/<code>/postponements/<int:number>/undo")
@officer
def postponement_undo(code: str, number: int) -> Answer:
    refusal = press(PressForm(), undo_postponement, code, number, done=str(_("正在移回原来的时间，不会通知任何人。")))
    return (
        _status(code, number, refusal)
        if refusal
        else redirect(url_for("festival.postponement", code=code, number=number), 303)
    )


@bp.post("/district/festival/<code>/postponements/<int:number>/take-in")
@officer
def postponement_take_in(code: str, number: int) -> Answer:
    refusal = press(PressForm(), take_in, code, number, done=str(_("这些场次也算这一届的了，下一版节目单里会有。")))
    return (
        _status(code, number, refusal)
        if refusal
        else redirect(url_for("festival.postponement", code=code, number=number), 303)
    )


def _again(_result: str, code: str, number: int | None = None) -> str:
    if number is None:
        return url_for("festival.edition_desk", code=code)
    return url_for("festival.postponement", code=code, number=number)


lead_again(_again, postpone_edition, postponement_undo, postponement_take_in)
