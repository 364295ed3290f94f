"""A manager's overview, and an event's own pages: new, edit, where it stands, submission, cancellation."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.bases.queries import get_any
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form
from sciencepop.programme import hooks
from sciencepop.programme.forms.event import EventForm
from sciencepop.programme.forms.occurrences import CancelForm
from sciencepop.programme.messages import STATES, refuse, sentence
from sciencepop.programme.models import Event
from sciencepop.programme.queries import managing as queries
from sciencepop.programme.queries.changes import list_undoable
from sciencepop.programme.services.cancel import cancel_event
from sciencepop.programme.services.content import digest
from sciencepop.programme.services.edit import create_event, edit_event
from sciencepop.programme.services.review import submit_event
from sciencepop.programme.views import bp
from sciencepop.programme.views.duties import duties_of
from sciencepop.programme.views.managing_words import event_steps


def own_event(slug: str) -> Event:
    """The event, for somebody who may run its base: 404 for none, 403 for others."""
    event = queries.get_event(slug)
    require(current_user.manages(event.base_id))
    return event


def to_event(result: str = "", slug: str = "") -> str:
    """Where a finished action leads, and a replay of it."""
    return url_for("programme.event_manage", slug=result or slug)


@bp.get("/manage")
@manager
def manage() -> str:
    """My bases, what is coming with its seats, and what is unfinished."""
    ids, now = current_user.managed_base_ids, clock.now()
    coming = queries.list_coming_at(ids, now)
    return render_template(
        "programme/manage.html",
        bases=queries.list_bases(ids),
        coming=coming,
        seats=hooks.seats_of(db.session(), [occurrence.id for occurrence in coming]),
        unfinished=queries.list_unfinished_at(ids),
        states=STATES,
    )


@bp.get("/manage/bases/<slug>/events")
@manager
def base_events(slug: str) -> str:
    """All events of a base, newest first."""
    base = get_any(slug)
    require(current_user.manages(base.id))
    cursor = request.args.get("after", "")
    page = queries.page_of_base(base.id, cursor)
    return render_template("programme/base_events.html", base=base, page=page, cursor=cursor, states=STATES)


@bp.route("/manage/bases/<slug>/events/new", methods=["GET", "POST"])
@manager
def event_new(slug: str) -> Any:
    base = get_any(slug)
    require(current_user.manages(base.id))
    form = EventForm()
    if form.validate_on_submit():
        try:
            made = create_event(base.id, form.given(), by=current_user, now=clock.now())
            flash(_("草稿已经保存。下一步：添加场次，然后提交审核。"))
            return redirect(to_event(made), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    status = 422 if form.is_submitted() else 200
    return render_template("programme/event_new.html", base=base, form=form), status


@bp.route("/manage/events/<slug>/edit", methods=["GET", "POST"])
@manager
def event_edit(slug: str) -> Any:
    event = own_event(slug)
    form = EventForm(obj=event, seen=digest(event))
    if form.validate_on_submit():
        try:
            changed = edit_event(event.id, form.given(), seen=form.seen.data or "", by=current_user, now=clock.now())
            flash(_("已经保存。") if changed else _("没有改动。"))
            return redirect(to_event(slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
            form.seen.data = digest(event)
    status = 422 if form.is_submitted() else 200
    return render_template("programme/event_edit.html", event=event, form=form), status


@bp.get("/manage/events/<slug>")
@manager
def event_manage(slug: str) -> str:
    """Where an event stands, and its occurrences."""
    return event_page(own_event(slug))


@bp.post("/manage/events/<slug>/submit")
@manager
def event_submit(slug: str) -> Any:
    event = own_event(slug)
    if not Form().validate_on_submit():
        abort(400)
    try:
        submit_event(event.id, by=current_user, now=clock.now())
    except RuleBroken as broken:
        return event_page(event, sentence(broken)), 422
    flash(_("已经提交。区科协审核后会通知您。"))
    return redirect(to_event(slug), 303)


@bp.route("/manage/events/<slug>/cancel", methods=["GET", "POST"])
@manager
def event_cancel(slug: str) -> Any:
    """Cancel a public event; the page says first how many parties will be told."""
    event = own_event(slug)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            cancel_event(event.id, reason=form.reason.data or "", by=current_user, now=clock.now())
            flash(_("活动已经取消，已预约的人会收到通知。"))
            return redirect(to_event(slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    coming = [row for row in queries.list_coming_of(event, clock.now()) if row.cancelled_at is None]
    seats = hooks.seats_of(db.session(), [row.id for row in coming])
    status = 422 if form.is_submitted() else 200
    return render_template("programme/event_cancel.html", event=event, form=form, coming=coming, seats=seats), status


def event_page(event: Event, refusal: str = "") -> str:
    """The page of `event_manage`, with a refusal on top where something else led back to it."""
    now = clock.now()
    coming, past = queries.list_coming_of(event, now), queries.list_past_of(event, now)
    return render_template(
        "programme/event_manage.html",
        event=event,
        coming=coming,
        past=past,
        seats=hooks.seats_of(db.session(), [row.id for row in (*coming, *past)]),
        series=queries.list_skipping_series(event),
        undoable=list_undoable(db.session(), [row.id for row in coming], now),
        steps=event_steps(event),
        states=STATES,
        form=Form(),
        refusal=refusal,
        duties=duties_of(event, now),
    )


def _replay_new(result: str, slug: str) -> str:
    return to_event(result) if result else url_for("programme.event_new", slug=slug)


lead_again(_replay_new, event_new)
lead_again(to_event, event_edit, event_submit, event_cancel)
