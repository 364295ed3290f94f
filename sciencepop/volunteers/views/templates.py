"""Templates of shifts, and what making them again would do."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import CourseClass
from sciencepop.college.words import hours_of
from sciencepop.core import clock
from sciencepop.core.access import coordinator, require
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import tr
from sciencepop.festival.models import Venue
from sciencepop.programme.queries.managing import page_of_base
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import WHOLES, TemplateForm, is_number, shown_template
from sciencepop.volunteers.hosts import may_run
from sciencepop.volunteers.messages import WEEKDAYS, sentence
from sciencepop.volunteers.models import Host, ShiftTemplate
from sciencepop.volunteers.queries import shifts
from sciencepop.volunteers.queries.causes import list_classes_at, list_venues_at
from sciencepop.volunteers.services.templates import left_over, plan
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.managing import managed_host
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.words import role_name


@bp.route("/manage/bases/<slug>/shift-templates", methods=["GET", "POST"])
@bp.route("/manage/points/<code>/shift-templates", methods=["GET", "POST"])
@coordinator
def template_list(slug: str = "", code: str = "") -> Answer:
    """The templates of a host, and a form for another."""
    host = managed_host(slug, code)
    form = _form(host)
    made: list[int] = []
    if form.validate_on_submit():
        refusal = press(form, lambda **who: made.append(services.add_template(host, form.wish(), **who)))
        if not refusal:
            return redirect(url_for("volunteers.template", id=made[0]), 303)
        form.refuse(None, refusal)
    rows = shifts.list_templates(db.session(), host)
    page = render_template("volunteers/template_list.html", host=host, form=form, rows=rows, **_words())
    return (page, 422) if form.errors else page


def _form(host: Host) -> TemplateForm:
    form = TemplateForm()
    if isinstance(host, ScienceBase):
        choices = {"event": [SelectChoice(one.id, tr(one, "title")) for one in page_of_base(host.id).rows]}
        venues = list_venues_at(db.session(), host, clock.now())
        choices |= {"venue": [SelectChoice(one.id, venue_name(one)) for one in venues]} if venues else {}
        form.offer(choices)
        if request.method == "GET" and is_number(request.args.get("venue", "")) and venues:
            form.kind.data, form.venue.data = "venue", int(request.args["venue"])
    else:
        classes = list_classes_at(db.session(), host, clock.now())
        form.offer({"class": [SelectChoice(one.id, _class_name(one)) for one in classes]})
    return form


def venue_name(one: Venue) -> str:
    """The festival and its venue."""
    return f"{tr(one.edition, 'name')} · {tr(one, 'name')}"


def _class_name(one: CourseClass) -> str:
    """A course may be taught in several classes at a point."""
    return f"{tr(one.course, 'title')} · {hours_of(one)}"


def _words() -> dict[str, object]:
    return words() | {"weekdays": WEEKDAYS, "class_name": _class_name, "venue_name": venue_name, "whole_words": WHOLES}


@bp.route("/manage/shift-templates/<int:id>/edit", methods=["GET", "POST"])
@coordinator
def template_edit(id: int) -> Answer:
    """Write a template anew. Its shifts stay until they are made again, which shows first what that would do."""
    found = _managed(id)
    form = TemplateForm(data=shown_template(found)) if request.method == "GET" else TemplateForm()
    form.keep(found)
    if form.validate_on_submit():
        known = {need["role"] for need in found.needs}
        refusal = press(form, services.change_template, id, form.wish(known))
        if not refusal:
            return redirect(url_for("volunteers.template", id=id), 303)
        form.refuse(None, refusal)
    page = render_template("volunteers/template_edit.html", template=_managed(id), form=form, **_words())
    return (page, 422) if form.errors else page


def _managed(id: int) -> ShiftTemplate:
    found = shifts.get_template(db.session(), id)
    require(may_run(me(), found))
    return found


@bp.route("/manage/shift-templates/<int:id>", methods=["GET", "POST"])
@coordinator
def template(id: int) -> Answer:
    """What making the shifts would add and change; a button does it."""
    found, refusal = _managed(id), ""
    if request.method == "POST" and PressForm().validate_on_submit():
        try:
            return _make(id)
        except RuleBroken as broken:
            found, refusal = _managed(id), sentence(broken)
    made = [row for row in shifts.list_made_by(db.session(), id) if row.ends_at > clock.now()]
    page = render_template(
        "volunteers/template.html",
        template=found,
        host=found.host,
        diff=plan(db.session(), found, clock.now()),
        made=made,
        left_over=_("、").join(role_name(role) for role in sorted(left_over(found, made))),
        press=PressForm(formdata=None),
        refusal=refusal,
        **_words(),
    )
    return (page, 422) if refusal else page


def _make(id: int) -> Answer:
    added, changed = services.make(id, by=me(), now=clock.now())
    flash(_("新增 %(added)d 个班次（草稿），更改 %(changed)d 个。", added=added, changed=changed))
    return redirect(url_for("volunteers.template", id=id), 303)


def _again(_result: str, **found: Any) -> str:
    return url_for("volunteers.template", **found)


lead_again(_again, template, template_edit)
lead_again(lambda result, **_found: url_for("volunteers.template", id=int(result)), template_list)
