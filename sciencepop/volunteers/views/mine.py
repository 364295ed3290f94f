"""My shifts: what I have, an offer to answer, stepping back, swapping."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import RiskForm, is_number
from sciencepop.volunteers.messages import PRICES, STATES
from sciencepop.volunteers.models import Assignment, AssignmentState, Need
from sciencepop.volunteers.queries import assignments, care, people
from sciencepop.volunteers.queries.facts import read_standing, source_of
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.rules.assignments import WITHDRAWABLE
from sciencepop.volunteers.rules.late import price_of
from sciencepop.volunteers.rules.refusals import refuse_person
from sciencepop.volunteers.services.risk import risk_in, unread_risk
from sciencepop.volunteers.services.team import MAY_WRITE
from sciencepop.volunteers.services.weigh import weigh_with
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.views.record import may_say


@bp.get("/volunteer/mine")
@signed_in
def mine() -> str:
    """What is to come, or what is over and ended."""
    past = "past" in request.args
    rows = assignments.list_mine(db.session(), me().id, clock.now(), past=past)
    volunteer = people.find_volunteer(db.session(), me().id)
    return render_template("volunteers/mine.html", rows=rows, past=past, states=STATES, volunteer=volunteer, **words())


@bp.get("/volunteer/mine/<code>")
@signed_in
def assignment(code: str) -> Answer:
    """One shift of mine."""
    return _page(code)


def _page(code: str, refusal: str = "") -> Answer:
    session, now = db.session(), clock.now()
    row = assignments.get_assignment(session, code, me().id)
    is_firm = row.state is AssignmentState.CONFIRMED
    may_leave = row.state in WITHDRAWABLE and row.shift.starts_at > now
    page = render_template(
        "volunteers/assignment.html",
        row=row,
        shift=row.shift,
        states=STATES,
        may_leave=may_leave,
        is_firm=is_firm,
        is_offer=row.state is AssignmentState.OFFERED and may_leave,
        risk=risk_in(row.shift, row.language) if not row.risk_text else "",
        new_risk=unread_risk(row, row.shift) if may_leave else "",
        price=PRICES[price_of(holds_place=is_firm, starts_at=row.shift.starts_at, now=now)],
        swap=assignments.find_swap(session, row.id) if is_firm else None,
        swappable=_swappable(row) if is_firm and may_leave else [],
        form=RiskForm(formdata=None),
        press=PressForm(formdata=None),
        briefing=care.find_briefing(session, row.shift_id) if row.state in care.INFORMED else None,
        messages=care.list_messages_for(session, row),
        thanks=care.find_thanks(session, row.shift_id) if row.state is AssignmentState.COMPLETED else None,
        may_ask=row.state in MAY_WRITE,
        may_say=may_say(row),
        has_said=care.find_feedback(session, row.id) is not None,
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _swappable(row: Assignment) -> list[Need]:
    """What others have and this person could take for it by all rules."""
    session, now = db.session(), clock.now()
    found = assignments.list_swappable(session, row, now)
    if not found:
        return []
    standing = read_standing(session, row.person_id, found[0].shift.starts_at, found[-1].shift.ends_at)
    numbers = numbers_of(session, found)
    weighed = [
        weigh_with(standing, need, need.shift, numbers[need.id], now, besides=[source_of(row)]) for need in found
    ]
    return [one.need for one in weighed if refuse_person(one.facts, one.person) is None]


@bp.post("/volunteer/mine/<code>/accept")
@signed_in
def accept(code: str) -> Answer:
    """Take an offered place."""
    form = RiskForm()
    done = str(_("已确定。到时见！"))
    return _done(code, press(form, services.accept, code, accepts_risk=bool(form.risk.data), done=done))


@bp.post("/volunteer/mine/<code>/risk")
@signed_in
def accept_risk(code: str) -> Answer:
    """Accept risks that were written anew."""
    form = RiskForm()
    return _done(code, press(form, services.accept_new_risk, code, accepts_risk=bool(form.risk.data)))


@bp.post("/volunteer/mine/<code>/withdraw")
@signed_in
def withdraw(code: str) -> Answer:
    """Step back, or decline an offer."""
    return _done(code, press(PressForm(), services.withdraw, code, done=str(_("已退出。谢谢您告诉我们。"))))


@bp.post("/volunteer/mine/<code>/swap")
@signed_in
def swap(code: str) -> Answer:
    """Offer this shift for others."""
    form = RiskForm()
    needs = [int(text) for text in request.form.getlist("need")[:50] if is_number(text)]
    found = press(
        form,
        services.offer_swap,
        code,
        needs,
        accepts_risk=bool(form.risk.data),
        done=str(_("已登记。有合适的就马上换好，并写信告诉您；在那以前这个班次还是您的。")),
    )
    return _done(code, found)


@bp.post("/volunteer/mine/<code>/swap/end")
@signed_in
def swap_end(code: str) -> Answer:
    """No longer offer it."""
    return _done(code, press(PressForm(), services.withdraw_swap, code, done=str(_("不再换班。"))))


def _done(code: str, refusal: str | None) -> Answer:
    return _page(code, refusal) if refusal else redirect(url_for("volunteers.assignment", code=code), 303)


def _again(_result: str, code: str) -> str:
    return url_for("volunteers.assignment", code=code)


for _view in (accept, accept_risk, withdraw, swap, swap_end):
    lead_again(_again, _view)
