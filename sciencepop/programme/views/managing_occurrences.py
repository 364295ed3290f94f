"""Adding, moving, cancelling occurrences, and bringing back dates that a series left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.programme import hooks
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.forms.occurrences import WAYS, CancelForm, MoveForm, OnceForm, RestoreForm
from sciencepop.programme.hooks import Touched
from sciencepop.programme.messages import refuse, sentence
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.queries import managing as queries
from sciencepop.programme.queries.changes import list_undoable
from sciencepop.programme.rules.recurrence import Plan, slot_on
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.add import add_occurrences, restore_skipped
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.programme.services.licences import find_lock
from sciencepop.programme.services.move import move_occurrence, rehearse_move
from sciencepop.programme.services.plan import plan_occurrences
from sciencepop.programme.views import bp
from sciencepop.programme.views.managing import event_page, own_event, to_event


@bp.route("/manage/events/<slug>/occurrences/new", methods=["GET", "POST"])
@manager
def occurrences_add(slug: str) -> Any:
    """One, weekly or several dates (`how`); a first press shows the sessions, a second one saves them."""
    event = own_event(slug)
    how = request.args.get("how", "once")
    form = WAYS.get(how, OnceForm)()
    plan: Plan | None = None
    if form.validate_on_submit():
        try:
            if "save" in request.form:
                return _saved(event, form)
            plan = plan_occurrences(db.session(), event, form.wish(), now=clock.now())
        except RuleBroken as broken:
            refuse(form, broken)
    status = 422 if form.is_submitted() and plan is None else 200
    duty = duty_at(clock.now())
    soon = clock.now() + timedelta(days=duty.licence_days)
    return render_template(
        "programme/occurrences_add.html",
        event=event,
        how=how if how in WAYS else "once",
        form=form,
        plan=plan,
        duty=duty if (event.seats or 0) >= duty.licence_people else None,
        too_soon=bool(plan and plan.slots[0].starts_at < soon),
    ), status


def _saved(event: Event, form: Any) -> Any:
    count = add_occurrences(
        event.id,
        form.wish(),
        form.place(),
        uid_domain=get_reference().district.uid_domain,
        by=current_user,
        now=clock.now(),
    )
    flash(ngettext("已经添加 %(num)d 场。", "已经添加 %(num)d 场。", count))
    return redirect(to_event(event.slug), 303)


@bp.route("/manage/events/<slug>/occurrences/<int:id>/edit", methods=["GET", "POST"])
@manager
def occurrence_edit(slug: str, id: int) -> Any:
    """Another time, room or place; where that reaches anybody, a first press shows whom, and a second one saves."""
    event = own_event(slug)
    occurrence = queries.get_occurrence(event, id)
    form = MoveForm(data=_as_typed(occurrence))
    if "back" in request.form or not form.validate_on_submit():
        return _occurrence_page("occurrence_edit", occurrence, form, is_fine="back" in request.form)
    try:
        touched = None if "confirmed" in request.form else _move(rehearse_move, occurrence, form)
        if touched and touched.told:
            return _preview(occurrence, form, touched)
        flash(_told_of(id) if _move(move_occurrence, occurrence, form) else _("没有改动。"))
        return redirect(to_event(slug), 303)
    except RuleBroken as broken:
        refuse(form, broken)
        form.seen.data = str(occurrence.sequence)
        if broken.code is Refusal.CHANGED_MEANWHILE and (touched := _anew(occurrence, form)) and touched.told:
            return _preview(occurrence, form, touched), 422
    return _occurrence_page("occurrence_edit", occurrence, form)


def _move(verb: Callable[..., Any], occurrence: Occurrence, form: MoveForm) -> Any:
    """Do what a valid form asks, or rehearse it."""
    return verb(
        occurrence.id,
        form.place(),
        on=form.on.data,
        starts=form.start,
        minutes=form.minutes,
        by=current_user,
        now=clock.now(),
        seen=form.seen.data or "",
    )


def _anew(occurrence: Occurrence, form: MoveForm) -> Touched | None:
    """Whom the same wish would reach after somebody else's change; None where it cannot be any more, or is so."""
    try:
        touched: Touched | None = _move(rehearse_move, occurrence, form)
    except RuleBroken as broken:
        refuse(form, broken)
        return None
    return touched


def _told_of(occurrence_id: int) -> str:
    """What to say of a change that is saved; where it can be taken back the event's page says so itself."""
    if list_undoable(db.session(), [occurrence_id], clock.now()):
        return str(_("场次已经更改。"))
    return str(_("场次已经更改，已预约的人马上会收到通知。离开始不到一小时，所以不能撤销。"))


def _preview(occurrence: Occurrence, form: MoveForm, touched: Touched) -> str:
    slot = slot_on(form.on.data or clock.today(), form.start, form.minutes)
    return render_template(
        "programme/occurrence_preview.html",
        event=occurrence.event,
        occurrence=occurrence,
        form=form,
        touched=touched,
        slot=slot,
        place=form.place(),
    )


@bp.route("/manage/events/<slug>/occurrences/<int:id>/cancel", methods=["GET", "POST"])
@manager
def occurrence_cancel(slug: str, id: int) -> Any:
    """Cancel one occurrence; the page says first how many parties will be told."""
    event = own_event(slug)
    occurrence = queries.get_occurrence(event, id)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            cancel_occurrence(occurrence.id, reason=form.reason.data or "", by=current_user, now=clock.now())
            flash(_("这一场已经取消，已预约的人会收到通知。"))
            return redirect(to_event(slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return _occurrence_page("occurrence_cancel", occurrence, form)


@bp.post("/manage/events/<slug>/series/<int:id>/restore")
@manager
def occurrence_restore(slug: str, id: int) -> Any:
    """Add the occurrence of a date that a series had left out."""
    event = own_event(slug)
    series = queries.get_series(event, id)
    form = RestoreForm()
    if not form.validate_on_submit() or form.on.data is None:
        abort(400)
    domain = get_reference().district.uid_domain
    try:
        restore_skipped(series.id, form.on.data, uid_domain=domain, by=current_user, now=clock.now())
    except RuleBroken as broken:
        return event_page(event, sentence(broken)), 422
    flash(_("这一场已经恢复。"))
    return redirect(to_event(slug), 303)


def _as_typed(occurrence: Occurrence) -> dict[str, Any]:
    """What the form of a move shows first."""
    starts, ends = clock.local(occurrence.starts_at), clock.local(occurrence.ends_at)
    names = ("room_zh", "room_en", "place_zh", "place_en", "address_zh")
    return {
        "on": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "next_day": starts.date() < ends.date(),
        "town_code": occurrence.town_code or "",
        "seen": str(occurrence.sequence),
        **{name: getattr(occurrence, name) for name in names},
    }


def _occurrence_page(name: str, occurrence: Occurrence, form: Any, *, is_fine: bool = False) -> Any:
    seats = hooks.seats_of(db.session(), [occurrence.id]).get(occurrence.id)
    lock = find_lock(db.session(), occurrence, clock.now())
    page = render_template(
        f"programme/{name}.html",
        event=occurrence.event,
        occurrence=occurrence,
        form=form,
        seats=seats,
        locked=sentence(RuleBroken(Refusal.LICENCE_LOCKED, number=lock.number)) if lock else "",
        back_url=url_for("programme.event_manage", slug=occurrence.event.slug),
        is_over=occurrence.ends_at <= clock.now(),
    )
    return page, 422 if form.is_submitted() and not is_fine else 200


def _replay(_result: str, slug: str, **_more: Any) -> str:
    return to_event(slug)


lead_again(_replay, occurrences_add, occurrence_edit, occurrence_cancel, occurrence_restore)
