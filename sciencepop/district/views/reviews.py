"""The district's view on events: the queues, one event in both languages, and the decision."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.district import queries
from sciencepop.district.forms.review import ReviewForm, WithdrawForm, decision_words
from sciencepop.district.views import bp
from sciencepop.programme.messages import FIELDS, STATES, refuse
from sciencepop.programme.models import Event, EventState
from sciencepop.programme.queries import managing
from sciencepop.programme.rules.duty import Ground
from sciencepop.programme.rules.lifecycle import open_steps
from sciencepop.programme.services import review
from sciencepop.programme.services.content import digest
from sciencepop.programme.views.duties import duties_of

QUEUES: dict[str, Any] = {
    "submitted": STATES[EventState.SUBMITTED],
    "changed": _l("公开后有改动"),
    "returned": STATES[EventState.RETURNED],
    "published": STATES[EventState.PUBLISHED],
    "withdrawn": STATES[EventState.WITHDRAWN],
    "cancelled": STATES[EventState.CANCELLED],
}


@bp.get("/district/events")
@officer
def events() -> str:
    """Events of one queue; those that wait longest stand first where something waits."""
    asked = request.args.get("state", "")
    queue = asked if asked in QUEUES else "submitted"
    cursor = request.args.get("after", "")
    page = managing.page_changed(cursor) if queue == "changed" else managing.page_in_state(EventState(queue), cursor)
    return render_template(
        "district/events.html",
        page=page,
        queue=queue,
        queues=QUEUES,
        states=STATES,
        next_url=url_for("district.events", state=queue, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("district.events", state=queue) if cursor else "",
    )


@bp.route("/district/events/<slug>", methods=["GET", "POST"])
@officer
def event_review(slug: str) -> Any:
    """The whole event, and what may be decided now: publish, return, or confirm later changes."""
    event = managing.get_event(slug)
    form = ReviewForm(seen=digest(event))
    decision = request.form.get("decision", "")
    if form.is_submitted() and decision not in ("publish", "return", "confirm"):
        abort(400)
    if form.validate_on_submit():
        try:
            _decide(event, decision, form)
            flash(decision_words(decision))
            return redirect(url_for("district.event_review", slug=slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
            form.seen.data = digest(event)
    return _page(event, form, WithdrawForm(formdata=None), 422 if form.is_submitted() else 200)


@bp.post("/district/events/<slug>/withdraw")
@officer
def event_withdraw(slug: str) -> Any:
    """Take a public event down at once."""
    event = managing.get_event(slug)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            review.withdraw_event(
                event.id,
                ground=Ground(form.ground.data),
                reason=form.reason.data or "",
                cancels=bool(form.cancels.data),
                by=current_user,
                now=clock.now(),
            )
            flash(_("活动已经停止公开。"))
            return redirect(url_for("district.event_review", slug=slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    return _page(event, ReviewForm(formdata=None, seen=digest(event)), form, 422)


def _decide(event: Event, decision: str, form: ReviewForm) -> None:
    note, now = form.note.data or "", clock.now()
    if decision == "return":
        review.return_event(event.id, note=note, by=current_user, now=now)
        return
    verb = review.confirm_event if decision == "confirm" else review.publish_event
    checks, seen = form.checks.data or (), form.seen.data or ""
    verb(event.id, checks=checks, seen=seen, note=note, by=current_user, now=now)


def _page(event: Event, form: ReviewForm, withdraw_form: WithdrawForm, status: int) -> Any:
    page = render_template(
        "district/event_review.html",
        event=event,
        coming=managing.list_coming_of(event, clock.now()),
        form=form,
        withdraw_form=withdraw_form,
        steps=[step.value for step in open_steps(event.state.value, is_officer=True)],
        earlier=queries.earlier_values(event),
        fields=FIELDS,
        states=STATES,
        duties=duties_of(event, clock.now()),
    )
    return page, status


def _replay(_result: str, slug: str) -> str:
    return url_for("district.event_review", slug=slug)


lead_again(_replay, event_review, event_withdraw)
