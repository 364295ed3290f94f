"""Coordinators: the shifts of a base, a new one, and one of them with its people and warnings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.bases.queries import get_any
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.db import db
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import NumbersForm, PressForm, ReasonForm, ShiftForm
from sciencepop.volunteers.messages import SHIFT_STATES, STATES
from sciencepop.volunteers.models import Assignment, AssignmentState, Shift
from sciencepop.volunteers.queries import assignments, shifts
from sciencepop.volunteers.services.fit import find_misfits
from sciencepop.volunteers.services.risk import unread_risk
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.pressing import Answer, me, press


def managed_base(slug: str) -> ScienceBase:
    """A base that whoever is signed in may run."""
    base = get_any(slug)
    require(me().manages(base.id))
    return base


def managed_shift(id: int) -> Shift:
    """A shift of such a base."""
    found = shifts.get_shift(db.session(), id)
    require(me().manages(found.base_id))
    return found


@bp.get("/manage/bases/<slug>/shifts")
@manager
def shift_list(slug: str) -> str:
    """The shifts of a base that are not over; what lacks people first seen."""
    base, session, now = managed_base(slug), db.session(), clock.now()
    cursor = request.args.get("after", "")
    page = shifts.page_at_base(session, base.id, now, cursor)
    return render_template(
        "volunteers/shift_list.html",
        base=base,
        page=page,
        cursor=cursor,
        numbers=shifts.numbers_of(session, [need for row in page.rows for need in row.needs]),
        short=shifts.list_lacking(session, base.id, now),
        shift_states=SHIFT_STATES,
        **words(),
    )


@bp.route("/manage/bases/<slug>/shifts/new", methods=["GET", "POST"])
@manager
def shift_new(slug: str) -> Answer:
    """A single shift, perhaps around a session."""
    base = managed_base(slug)
    form = ShiftForm()
    if request.method == "GET":
        _prefill(form, request.args.get("occurrence", type=int), base)
    made: list[int] = []

    def verb(**who: Any) -> None:
        wish = form.wish(clock.now())
        _own_session(wish.occurrence_id, base)
        made.append(services.create_shift(base.id, wish, **who))

    if form.validate_on_submit():
        refusal = press(form, verb, done=str(_("草稿已保存。核对后请公布。")))
        if not refusal:
            return redirect(url_for("volunteers.shift_manage", id=made[0]), 303)
        form.refuse(None, refusal)
    sessions = shifts.list_sessions_at(db.session(), base.id, clock.now())
    page = render_template("volunteers/shift_new.html", base=base, form=form, sessions=sessions)
    return (page, 422) if form.errors else page


def _own_session(occurrence_id: int | None, base: ScienceBase) -> None:
    """NotFound for a session of another base."""
    if not occurrence_id:
        return
    occurrence = find_occurrence(db.session(), occurrence_id) if 0 < occurrence_id <= shifts.LARGEST_ID else None
    if occurrence is None or occurrence.event.base_id != base.id:
        raise NotFound


def _prefill(form: ShiftForm, occurrence_id: int | None, base: ScienceBase) -> None:
    """Half an hour before a session until a quarter of an hour after it."""
    _own_session(occurrence_id, base)
    occurrence = find_occurrence(db.session(), occurrence_id) if occurrence_id else None
    if occurrence is None:
        return
    start = clock.local(occurrence.starts_at - timedelta(minutes=30))
    end = clock.local(occurrence.ends_at + timedelta(minutes=15))
    form.occurrence.data = str(occurrence.id)
    form.title_zh.data, form.title_en.data = occurrence.event.title_zh, occurrence.event.title_en
    form.on_day.data, form.from_time.data, form.until_time.data = start.date(), start.time(), end.time()


@bp.get("/manage/shifts/<int:id>")
@manager
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
@manager
def shift_step(id: int) -> Answer:
    """Publish, end sign-up, or open it again."""
    managed_shift(id)
    verb = _STEPS.get(request.form.get("step", ""))
    if verb is None:
        raise NotFound
    return _answer(id, press(PressForm(), verb, id))


@bp.post("/manage/shifts/<int:id>/cancel")
@manager
def shift_cancel(id: int) -> Answer:
    """Call a shift off, with the reason that everybody is told."""
    managed_shift(id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return shift_page(managed_shift(id), str(_("请写明取消的原因。")))
    reason = form.reason.data or ""
    return _answer(id, press(form, services.cancel_shift, id, reason, done=str(_("已取消，并通知了报名的人。"))))


@bp.post("/manage/assignments/<code>")
@manager
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


shift_new.replay = to_shift  # type: ignore[attr-defined]
shift_step.replay = shift_cancel.replay = lambda _result, id: url_for("volunteers.shift_manage", id=id)  # type: ignore[attr-defined]


def _back_to_shift(_result: str, code: str) -> str:
    return url_for("volunteers.shift_manage", id=assignments.get_assignment(db.session(), code).shift_id)


assignment_answer.replay = _back_to_shift  # type: ignore[attr-defined]
