"""A base's pages about groups: what waits for an answer, one request, the terms of an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.accounts.organisation_words import KINDS
from sciencepop.accounts.services import permit_facts
from sciencepop.bookings import services
from sciencepop.bookings.group_forms import AnswerForm, TermsForm
from sciencepop.bookings.group_messages import FIELD_OF, sentence
from sciencepop.bookings.messages import STATES
from sciencepop.bookings.models import GroupVisit
from sciencepop.bookings.queries import groups as queries
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.groups import GroupRefusal
from sciencepop.bookings.rules.name_list import Named, are_shown
from sciencepop.bookings.rules.rotation import letter
from sciencepop.bookings.services.group_lock import occurrence_of
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.group_words import facts_of_visit
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.table_out import table_answer
from sciencepop.programme.models import Occurrence
from sciencepop.programme.queries import managing

Answer = str | Response | tuple[str, int]


def _managed(code: str) -> GroupVisit:
    visit = queries.get_visit(db.session(), code)
    require(current_user.manages(occurrence_of(visit.parts[0]).event.base_id))
    return visit


def require_look(subject: Occurrence | GroupVisit, base_id: int) -> None:
    """403 where children are to be seen by who does not run the base; that somebody tried is written down."""
    by = cast(Person, current_user)
    if not by.manages(base_id):
        services.note_refusal(subject, "not_theirs", by=by, now=clock.now())
        abort(403)


def needs_permit(sessions: Sequence[Occurrence]) -> bool:
    """Whether I run these sessions as an officer alone and have no permit to see who comes."""
    by, ids = cast(Person, current_user), [one.id for one in sessions]
    return permit_facts(db.session(), by, sessions[0].event.base_id, ids, clock.now()) is None


@bp.get("/manage/groups")
@manager
def groups() -> str:
    """Requests by the hour at which they end, and the visits that are coming."""
    bases = None if current_user.is_officer else current_user.managed_base_ids
    return render_template(
        "bookings/groups.html",
        requests=queries.list_requests(db.session(), bases),
        coming=queries.list_coming_visits(db.session(), bases, clock.now()),
        occurrence_of=occurrence_of,
    )


@bp.route("/manage/groups/<code>", methods=["GET", "POST"])
@manager
def group_request(code: str) -> Answer:
    """One visit, and the answer to it."""
    visit, form = _managed(code), AnswerForm()
    if not form.validate_on_submit():
        page = _page(visit, form)
        return (page, 422) if form.errors else page
    by, now = cast(Person, current_user), clock.now()
    try:
        if form.step.data == "confirm":
            services.confirm_visit(code, by=by, now=now)
        else:
            services.refuse_request(code, form.reason.data or "", by=by, now=now)
    except RuleBroken as broken:
        field = FIELD_OF.get(GroupRefusal(broken.code))
        form.refuse(field, sentence(broken))
        return _page(_managed(code), form), 422
    flash(_("已答复，并通知了对方。"))
    return redirect(url_for("bookings.groups"), 303)


def _page(visit: GroupVisit, form: AnswerForm, names: Sequence[Named] | None = None, refusal: str = "") -> str:
    sessions = [occurrence_of(part) for part in visit.parts]
    shown = are_shown(min(one.starts_at for one in sessions), max(one.ends_at for one in sessions), clock.now())
    return render_template(
        "bookings/group_request.html",
        visit=visit,
        form=form,
        **facts_of_visit(visit, clock.now()),
        states=STATES,
        kinds=KINDS,
        letter=letter,
        in_groups=in_groups,
        occurrence_of=occurrence_of,
        name_count=queries.count_names(db.session(), visit.id),
        are_shown=shown,
        needs_permit=needs_permit(sessions),
        event_base=sessions[0].event.base,
        first_occurrence=sessions[0],
        names=names,
        refusal=refusal,
    )


@bp.post("/manage/groups/<code>/names")
@manager
def group_request_names(code: str) -> Answer:
    """The names, on the page or as a table for a spreadsheet; each time is written down, so nothing is replayed."""
    visit = queries.get_visit(db.session(), code)
    require_look(visit, occurrence_of(visit.parts[0]).event.base_id)
    if not PressForm().validate_on_submit():
        abort(400)
    is_export = request.form.get("as") == "csv"
    try:
        names = services.look_at_names(code, by=cast(Person, current_user), now=clock.now(), is_export=is_export)
    except RuleBroken as broken:
        return _page(visit, AnswerForm(formdata=None), refusal=sentence(broken)), 422
    if is_export:
        rows = [(one.name, one.note) for one in names]
        return table_answer([_("姓名"), _("备注")], rows, f"group-{code}.csv")
    return _page(_managed(code), AnswerForm(formdata=None), names)


@bp.route("/manage/events/<slug>/groups", methods=["GET", "POST"])
@manager
def group_terms(slug: str) -> Answer:
    """Whether an event takes groups, and on which terms."""
    event = managing.get_event(slug)
    require(current_user.manages(event.base_id))
    terms = queries.find_terms(db.session(), [event.id]).get(event.id)
    form = TermsForm(obj=terms, takes=terms is not None)
    if form.validate_on_submit():
        services.set_terms(event.id, form.terms(), by=cast(Person, current_user), now=clock.now())
        flash(_("团体预约规则已保存。"))
        return redirect(url_for("programme.event_manage", slug=slug), 303)
    page = render_template("bookings/group_terms.html", form=form, event=event)
    return (page, 422) if form.errors else page


lead_again(lambda _result, **_found: url_for("bookings.groups"), group_request)
lead_again(lambda _result, code: url_for("bookings.group_request", code=code), group_request_names)
lead_again(lambda _result, slug: url_for("programme.event_manage", slug=slug), group_terms)
