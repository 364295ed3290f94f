"""Signing in and out: the volunteer's own page, and the coordinator's list of a shift with its screen."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from sciencepop.bookings.rules.venue_codes import seconds_left
from sciencepop.core import clock
from sciencepop.core.access import coordinator, require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.web import limiter
from sciencepop.volunteers.forms.hours import MarkForm, MissedForm, SignForm
from sciencepop.volunteers.hosts import may_run
from sciencepop.volunteers.hours_messages import DOUBTS, SOURCES, hours_sentence, hours_text
from sciencepop.volunteers.models import Assignment, Shift
from sciencepop.volunteers.queries import attendance as queries
from sciencepop.volunteers.roles import role_name
from sciencepop.volunteers.rules.assignments import FIRM, AssignmentState
from sciencepop.volunteers.rules.hours import EARLY, refuse_sign_in
from sciencepop.volunteers.services import attendance as services
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.services.attendance_notes import pass_of
from sciencepop.volunteers.shift_codes import shift_code
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.pressing import Answer, me


def _holder() -> str:
    return f"shift:{current_user.get_id()}:{(request.view_args or {}).get('code', '')[:20]}"


@bp.get("/volunteer/sign/<code>")
@signed_in
def sign(code: str) -> str:
    """Where a volunteer signs in and out of a shift."""
    return _sign_page(_own(code))


@bp.post("/volunteer/sign/<code>")
@signed_in
@limiter.limit("12 per 10 minutes", key_func=_holder)
def sign_now(code: str) -> Answer:
    """A few tries with the digits on the screen, then the coordinator."""
    assignment, form = _own(code), SignForm()
    if not form.validate_on_submit():
        return _sign_page(assignment, _("请填写现场屏幕上的六位数字。")), 422
    move = Move(form.move.data or "")
    try:
        services.sign(code, move, form.digits.data or "", by=me(), now=clock.now())
    except RuleBroken as broken:
        return _sign_page(_own(code), hours_sentence(broken)), 422
    flash(_("签到成功，谢谢您来！") if move is Move.IN else _("签退成功，辛苦了！"))
    return redirect(url_for("volunteers.sign", code=code), 303)


def _own(code: str) -> Assignment:
    assignment = queries.get_assignment(db.session(), code)
    if assignment.person_id != current_user.id:
        raise NotFound
    return assignment


def _sign_page(assignment: Assignment, refusal: str = "") -> str:
    shift = assignment.shift
    return render_template(
        "volunteers/sign.html",
        line=queries.find_line(db.session(), assignment.id),
        shift=shift,
        role=role_name(assignment.need.role, language()),
        is_over=shift.ends_at <= clock.now(),
        is_open=refuse_sign_in(starts_at=shift.starts_at, ends_at=shift.ends_at, now=clock.now()) is None,
        opens_at=shift.starts_at - EARLY,
        may_sign=assignment.state in (*FIRM, AssignmentState.NO_SHOW),
        notes=queries.list_notes(db.session(), [assignment.id]).get(assignment.id, []),
        doubts=DOUBTS,
        shown=pass_of(assignment),
        form=SignForm(formdata=None),
        hours_text=hours_text,
        refusal=refusal,
    )


@bp.get("/manage/shifts/<int:id>/attendance")
@coordinator
def attendance(id: int) -> str:
    """Who is expected, who came and left."""
    return _list_page(managed(id))


@bp.post("/manage/shifts/<int:id>/attendance")
@coordinator
def mark(id: int) -> Answer:
    """Sign somebody in or out, or undo it."""
    shift, form = managed(id), MarkForm()
    if not form.validate_on_submit():
        return _list_page(shift, refusal=_("没有看懂这次提交，请再试一次。")), 422
    assignment = queries.get_assignment(db.session(), form.code.data or "")
    if assignment.shift_id != id:
        raise NotFound
    try:
        services.mark(assignment.code, Move(form.move.data or ""), by=me(), now=clock.now())
    except RuleBroken as broken:
        return _list_page(managed(id), refusal=hours_sentence(broken)), 422
    return redirect(url_for("volunteers.attendance", id=id, _anchor=f"a-{assignment.code}"), 303)


@bp.post("/manage/shifts/<int:id>/kiosk")
@coordinator
def kiosk_open(id: int) -> Answer:
    """One more device; the answer itself shows its address, so that it is kept nowhere on the way."""
    shift = managed(id)
    if not PressForm().validate_on_submit():
        return _list_page(shift, refusal=_("没有看懂这次提交，请再试一次。")), 422
    try:
        token = services.open_kiosk(id, by=me(), now=clock.now())
    except RuleBroken as broken:
        return _list_page(managed(id), refusal=hours_sentence(broken)), 422
    link = current_app.extensions["config"].public_url + url_for("volunteers.kiosk", token=token)
    return _list_page(managed(id), link=link)


@bp.post("/manage/shifts/<int:id>/kiosk/end")
@coordinator
def kiosk_end(id: int) -> Answer:
    shift = managed(id)
    if not PressForm().validate_on_submit():
        return _list_page(shift, refusal=_("没有看懂这次提交，请再试一次。")), 422
    services.end_kiosks(id, by=me(), now=clock.now())
    flash(_("现场设备都停用了。"))
    return redirect(url_for("volunteers.attendance", id=id), 303)


@bp.get("/manage/shifts/<int:id>/code")
@coordinator
def shift_screen(id: int) -> str:
    """The code of this minute, large, for a screen where volunteers meet."""
    shift, now = managed(id), clock.now()
    is_open = shift.starts_at - EARLY <= now < shift.ends_at + EARLY
    return render_template(
        "volunteers/shift_screen.html",
        shift=shift,
        code=shift_code(id, now) if is_open else "",
        left=seconds_left(now),
        opens_at=shift.starts_at - EARLY,
    )


def managed(id: int) -> Shift:
    """A shift at a host that this person runs: 404 and 403 otherwise."""
    shift = queries.get_shift(db.session(), id)
    require(may_run(me(), shift))
    return shift


def _list_page(shift: Shift, *, link: str = "", refusal: str = "") -> str:
    return render_template(
        "volunteers/attendance.html",
        shift=shift,
        lines=queries.list_lines(db.session(), shift.id),
        kiosks=queries.count_kiosks(db.session(), shift.id),
        is_over=shift.ends_at <= clock.now(),
        opens_at=shift.starts_at - EARLY,
        role_name=role_name,
        sources=SOURCES,
        hours_text=hours_text,
        form=MarkForm(formdata=None),
        missed=MissedForm(formdata=None),
        press=PressForm(formdata=None),
        link=link,
        refusal=refusal,
    )


lead_again(lambda _result, code: url_for("volunteers.sign", code=code), sign_now)
lead_again(lambda _result, id: url_for("volunteers.attendance", id=id), mark, kiosk_end, kiosk_open)
