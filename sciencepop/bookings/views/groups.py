"""A leader's pages: asking for a visit, where it stands, the list of names, the rotation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.organisations import list_memberships
from sciencepop.bookings import services
from sciencepop.bookings.group_forms import GroupForm, NamesForm
from sciencepop.bookings.group_messages import FIELD_OF, fault_words, file_words, sentence
from sciencepop.bookings.messages import STATES
from sciencepop.bookings.models import GroupVisit
from sciencepop.bookings.queries import groups as queries
from sciencepop.bookings.queries.seats import find_occurrence, find_pool, seen
from sciencepop.bookings.rules.codes import in_groups
from sciencepop.bookings.rules.groups import GroupRefusal
from sciencepop.bookings.rules.rotation import letter
from sciencepop.bookings.services.group_lock import occurrence_of
from sciencepop.bookings.views import bp
from sciencepop.bookings.views.group_words import facts_of_visit, steps_of_visit, timetable
from sciencepop.bookings.where import where
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language
from sciencepop.core.table_file import BadFile
from sciencepop.core.text import row_number
from sciencepop.programme import hooks
from sciencepop.programme.models import Occurrence
from sciencepop.programme.rules.visibility import Visibility

Answer = str | Response | tuple[str, int]
MOST_FAULTS = 50


@bp.route("/bookings/groups/new", methods=["GET", "POST"])
@signed_in
def group_new() -> Answer:
    """Ask for one session, or for several in which sub-groups go round."""
    occurrence = _bookable(row_number(request.args.get("occurrence", "")))
    form, sessions = GroupForm(), queries.list_sessions_of_day(db.session(), occurrence)
    mine = list_memberships(db.session(), current_user.id)
    form.offer([(one.organisation_id, one.organisation.name) for one in mine], [one.id for one in sessions])
    if request.method == "GET":
        form.sessions.data = [occurrence.id]
        return _form_page(form, occurrence, sessions)
    if not form.validate_on_submit():
        return _form_page(form, occurrence, sessions), 422
    chosen = form.sessions.data or [occurrence.id]
    by, now = cast(Person, current_user), clock.now()
    try:
        code = services.request_visit(chosen, form.wish(), by=by, now=now, language=language())
    except RuleBroken as broken:
        form.refuse(FIELD_OF.get(broken.code) if isinstance(broken.code, GroupRefusal) else None, sentence(broken))
        return _form_page(form, _bookable(occurrence.id), sessions), 422
    flash(_("已提交。席位已经留着，请等场馆答复。"))
    return redirect(url_for("bookings.group_visit", code=code), 303)


lead_again(lambda code, **_found: url_for("bookings.group_visit", code=code), group_new)


def _bookable(occurrence_id: int) -> Occurrence:
    occurrence = find_occurrence(db.session(), occurrence_id)
    if occurrence is None or seen(occurrence) is Visibility.HIDDEN or find_pool(db.session(), occurrence_id) is None:
        abort(404)
    return occurrence


def _form_page(form: GroupForm, occurrence: Occurrence, sessions: Sequence[Occurrence]) -> str:
    terms = queries.find_terms(db.session(), [occurrence.event_id]).get(occurrence.event_id)
    return render_template(
        "bookings/group_new.html",
        form=form,
        occurrence=occurrence,
        event=occurrence.event,
        where=where(occurrence),
        terms=terms,
        sessions=sessions,
        seats=hooks.seats_of(db.session(), [occurrence.id, *(one.id for one in sessions)]),
        per_adult=queries.per_adult(terms) if terms else {},
    )


@bp.get("/my/groups/<code>")
@signed_in
def group_visit(code: str) -> Answer:
    return _visit_page(_own(code))


def _own(code: str) -> GroupVisit:
    return queries.get_own_visit(db.session(), code, current_user.id)


def _visit_page(visit: GroupVisit, form: NamesForm | None = None, refusal: str = "", faults: Sequence[str] = ()) -> str:
    return render_template(
        "bookings/group_visit.html",
        visit=visit,
        **facts_of_visit(visit, clock.now()),
        steps=steps_of_visit(visit, clock.now()),
        states=STATES,
        letter=letter,
        in_groups=in_groups,
        where=where(occurrence_of(visit.parts[0])),
        names=queries.list_names(db.session(), visit.id),
        form=form or NamesForm(formdata=None),
        press=PressForm(formdata=None),
        refusal=refusal,
        faults=faults[:MOST_FAULTS],
        more_faults=max(len(faults) - MOST_FAULTS, 0),
    )


@bp.post("/my/groups/<code>/names")
@signed_in
def group_names(code: str) -> Answer:
    """Take the whole list, or name every row that is wrong and take nothing."""
    visit, form = _own(code), NamesForm()
    if not form.validate_on_submit():
        return _visit_page(visit, form), 422
    by, now = cast(Person, current_user), clock.now()
    try:
        services.put_names(code, services.read_name_list(form.content()), by=by, now=now)
    except BadFile as bad:
        form.refuse("file", file_words(bad))
        return _visit_page(visit, form), 422
    except services.BadNames as bad:
        return _visit_page(visit, form, faults=[fault_words(fault) for fault in bad.faults]), 422
    except RuleBroken as broken:
        form.refuse("file", sentence(broken))
        return _visit_page(_own(code), form), 422
    flash(_("名单已保存。"))
    return redirect(url_for("bookings.group_visit", code=code), 303)


@bp.post("/my/groups/<code>/names/delete")
@signed_in
def group_names_delete(code: str) -> Answer:
    services.put_names(code, [], by=cast(Person, current_user), now=clock.now())
    flash(_("名单已删除。"))
    return redirect(url_for("bookings.group_visit", code=code), 303)


@bp.route("/my/groups/<code>/cancel", methods=["GET", "POST"])
@signed_in
def group_cancel(code: str) -> Answer:
    """Ask once, then give all seats back."""
    visit, form = _own(code), PressForm()
    if request.method == "GET":
        return render_template(
            "bookings/group_cancel.html", visit=visit, form=form, **facts_of_visit(visit, clock.now())
        )
    try:
        services.cancel_visit(code, by=cast(Person, current_user), now=clock.now())
    except RuleBroken as broken:
        return _visit_page(_own(code), refusal=sentence(broken)), 422
    flash(_("已取消。席位会让给别人，谢谢您告诉我们。"))
    return redirect(url_for("bookings.group_visit", code=code), 303)


@bp.get("/my/groups/<code>/rotation")
@signed_in
def group_rotation(code: str) -> Answer:
    """Who is where when, large, for one sheet of paper; for the leader and the base."""
    visit = queries.get_visit(db.session(), code)
    base = occurrence_of(visit.parts[0]).event.base
    if visit.person_id != current_user.id and not current_user.manages(base.id):
        abort(404)
    return render_template("bookings/group_rotation.html", visit=visit, base=base, **timetable(visit))


def _to_visit(_result: str, code: str) -> str:
    return url_for("bookings.group_visit", code=code)


lead_again(_to_visit, group_names, group_names_delete, group_cancel)
