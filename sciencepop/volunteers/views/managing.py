"""Coordinators: the shifts of a base or a teaching point, a new one, and one of them with its people and warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.bases.queries import get_any
from sciencepop.college.queries.points import get_point
from sciencepop.core import clock
from sciencepop.core.access import coordinator, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.forms import PressForm
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import NumbersForm, ReasonForm, ShiftForm
from sciencepop.volunteers.hosts import may_host, may_run
from sciencepop.volunteers.messages import SHIFT_STATES, STATES
from sciencepop.volunteers.models import Assignment, AssignmentState, Host, Shift
from sciencepop.volunteers.queries import assignments, shifts
from sciencepop.volunteers.queries.causes import Cause, find_at, list_at
from sciencepop.volunteers.queries.festival import find_day
from sciencepop.volunteers.services.fit import find_misfits
from sciencepop.volunteers.services.risk import unread_risk
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.pressing import Answer, me, press


def managed_host(slug: str = "", code: str = "") -> Host:
    """A base or a teaching point whose shifts whoever is signed in staffs."""
    host = get_any(slug) if slug else get_point(db.session(), code)
    require(may_host(me(), host))
    return host


def managed_shift(id: int) -> Shift:
    """A shift of such a host."""
    found = shifts.get_shift(db.session(), id)
    require(may_run(me(), found))
    return found


@bp.get("/manage/bases/<slug>/shifts")
@bp.get("/manage/points/<code>/shifts")
@coordinator
def shift_list(slug: str = "", code: str = "") -> str:
    """The shifts of a host that are not over; what lacks people first seen."""
    host, session, now = managed_host(slug, code), db.session(), clock.now()
    cursor = request.args.get("after", "")
    page = shifts.page_at(session, host, now, cursor)
    return render_template(
        "volunteers/shift_list.html",
        host=host,
        page=page,
        cursor=cursor,
        numbers=shifts.numbers_of(session, [need for row in page.rows for need in row.needs]),
        short=shifts.list_lacking(session, host, now),
        shift_states=SHIFT_STATES,
        **words(),
    )


@bp.route("/manage/bases/<slug>/shifts/new", methods=["GET", "POST"])
@bp.route("/manage/points/<code>/shifts/new", methods=["GET", "POST"])
@coordinator
def shift_new(slug: str = "", code: str = "") -> Answer:
    """A single shift, perhaps for a session or a lesson."""
    host = managed_host(slug, code)
    form, key = ShiftForm(), request.form.get("cause", request.args.get("cause", ""))
    cause = _own_cause(key, host) if key else None
    if request.method == "GET" and cause is not None:
        _prefill(form, cause)
    made: list[int] = []

    def verb(**who: Any) -> None:
        wish = replace(form.wish(clock.now()), cause=cause.columns if cause else {})
        made.append(services.create_shift(host, wish, **who))

    if form.validate_on_submit():
        refusal = press(form, verb, done=str(_("草稿已保存。核对后请公布。")))
        if not refusal:
            return redirect(url_for("volunteers.shift_manage", id=made[0]), 303)
        form.refuse(None, refusal)
    causes = list_at(db.session(), host, clock.now())
    page = render_template("volunteers/shift_new.html", host=host, form=form, causes=causes, **words())
    return (page, 422) if form.errors else page


def _own_cause(key: str, host: Host) -> Cause:
    """NotFound for what is not this host's, or is over."""
    found = find_at(db.session(), host, key, clock.now())
    if found is None:
        raise NotFound
    return found


def _prefill(form: ShiftForm, cause: Cause) -> None:
    """Half an hour before it until a quarter of an hour after it."""
    start = clock.local(cause.starts_at - timedelta(minutes=30))
    end = clock.local(cause.ends_at + timedelta(minutes=15))
    form.cause.data = cause.key
    form.title_zh.data, form.title_en.data = cause.title_zh, cause.title_en
    form.on_day.data, form.from_time.data, form.until_time.data = start.date(), start.time(), end.time()


@bp.get("/manage/shifts/<int:id>")
@coordinator
def shift_manage(id: int) -> Answer:
    """Needs, who, warnings, and what to do."""
    return shift_page(managed_shift(id))


def shift_page(found: Shift, refusal: str = "") -> Answer:
    """The page of one shift, with a refusal's sentence where something was refused."""
    session = db.session()
    numbers, now = shifts.numbers_of(session, found.needs), clock.now()
    rows, is_coming = assignments.list_in_shift(session, found.id), found.starts_at > now
    page = render_template(
        "volunteers/shift_manage.html",
        shift=found,
        numbers=numbers,
        people=_by_need(rows),
        misfits={one.code: one.reason for one in find_misfits(session, found, rows, now)} if is_coming else {},
        unread={row.code for row in rows if unread_risk(row, found)},
        states=STATES,
        shift_states=SHIFT_STATES,
        reason_form=ReasonForm(formdata=None),
        press=PressForm(formdata=None),
        numbers_forms={need.id: NumbersForm(formdata=None, obj=need, prefix="") for need in found.needs},
        is_coming=is_coming,
        festival_day=find_day(session, found) if is_coming else None,
        can_answer=(AssignmentState.APPLIED, AssignmentState.WAITING),
        refusal=refusal,
        **words(),
    )
    return (page, 422) if refusal else page


def _by_need(rows: Any) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.need_id, []).append(row)
    return found


_STEPS = {"publish": services.publish, "close": services.close_sign_up, "reopen": services.reopen}


@bp.post("/manage/shifts/<int:id>/step")
@coordinator
def shift_step(id: int) -> Answer:
    """Publish, end sign-up, or open it again."""
    managed_shift(id)
    verb = _STEPS.get(request.form.get("step", ""))
    if verb is None:
        raise NotFound
    return _answer(id, press(PressForm(), verb, id))


@bp.post("/manage/shifts/<int:id>/cancel")
@coordinator
def shift_cancel(id: int) -> Answer:
    """Call a shift off, with the reason that everybody is told."""
    managed_shift(id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return shift_page(managed_shift(id), str(_("请写明取消的原因。")))
    reason = form.reason.data or ""
    return _answer(id, press(form, services.cancel_shift, id, reason, done=str(_("已取消，并通知了报名的人。"))))


@bp.post("/manage/assignments/<code>")
@coordinator
def assignment_answer(code: str) -> Answer:
    """Say yes or no to somebody, or pin them for the roster."""
    row = assignments.get_assignment(db.session(), code)
    id = row.shift_id
    managed_shift(id)
    form, what = PressForm(), request.form.get("what", "")
    if what == "yes":
        return _answer(id, press(form, services.say_yes, code))
    if what == "no":
        return _answer(id, press(form, services.say_no, code, "coordinator", done=str(_("已取消，并通知了本人。"))))
    if what in ("pin", "unpin"):
        return _answer(id, press(form, services.pin, code, is_pinned=what == "pin"))
    raise NotFound


def _answer(id: int, refusal: str | None) -> Answer:
    if refusal:
        return shift_page(managed_shift(id), refusal)
    return redirect(url_for("volunteers.shift_manage", id=id), 303)


def to_shift(result: str, id: int = 0, **_found: Any) -> str:
    """Where the first answer led."""
    return url_for("volunteers.shift_manage", id=int(result) if result.isdigit() else id)


lead_again(to_shift, shift_new)
lead_again(lambda _result, id: url_for("volunteers.shift_manage", id=id), shift_step, shift_cancel)


def _back_to_shift(_result: str, code: str) -> str:
    return url_for("volunteers.shift_manage", id=assignments.get_assignment(db.session(), code).shift_id)


lead_again(_back_to_shift, assignment_answer)
