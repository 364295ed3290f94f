"""Templates of shifts, and what making them again would do."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.access import manager, require
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.programme.queries.managing import page_of_base
from sciencepop.volunteers import services
from sciencepop.volunteers.forms.shifts import PressForm, TemplateForm, shown_template
from sciencepop.volunteers.messages import WEEKDAYS
from sciencepop.volunteers.models import ShiftTemplate
from sciencepop.volunteers.queries import shifts
from sciencepop.volunteers.services.templates import left_over, plan
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.managing import managed_base
from sciencepop.volunteers.views.pressing import Answer, me, press
from sciencepop.volunteers.words import role_name


@bp.route("/manage/bases/<slug>/shift-templates", methods=["GET", "POST"])
@manager
def template_list(slug: str) -> Answer:
    """The templates of a base, and a form for another."""
    base = managed_base(slug)
    form = _form(base)
    made: list[int] = []
    if form.validate_on_submit():
        refusal = press(form, lambda **who: made.append(services.add_template(base.id, form.wish(), **who)))
        if not refusal:
            return redirect(url_for("volunteers.template", id=made[0]), 303)
        form.refuse(None, refusal)
    rows = shifts.list_templates(db.session(), base.id)
    page = render_template("volunteers/template_list.html", base=base, form=form, rows=rows, weekdays=WEEKDAYS)
    return (page, 422) if form.errors else page


def _form(base: ScienceBase) -> TemplateForm:
    form = TemplateForm()
    form.event.choices = [SelectChoice(event.id, tr(event, "title")) for event in page_of_base(base.id).rows]
    return form


@bp.route("/manage/shift-templates/<int:id>/edit", methods=["GET", "POST"])
@manager
def template_edit(id: int) -> Answer:
    """Write a template anew. Its shifts stay until they are made again, which shows first what that would do."""
    found = _managed(id)
    form = TemplateForm(data=shown_template(found)) if request.method == "GET" else TemplateForm()
    form.event.choices = [SelectChoice(found.event.id, tr(found.event, "title"))] if found.event else []
    form.kind.data = "event" if found.event else "days"
    if found.event:
        form.event.data = found.event.id
    if form.validate_on_submit():
        known = {need["role"] for need in found.needs}
        refusal = press(form, services.change_template, id, form.wish(known))
        if not refusal:
            return redirect(url_for("volunteers.template", id=id), 303)
        form.refuse(None, refusal)
    page = render_template("volunteers/template_edit.html", template=_managed(id), form=form)
    return (page, 422) if form.errors else page


def _managed(id: int) -> ShiftTemplate:
    found = shifts.get_template(db.session(), id)
    require(me().manages(found.base_id))
    return found


@bp.route("/manage/shift-templates/<int:id>", methods=["GET", "POST"])
@manager
def template(id: int) -> Answer:
    """What making the shifts would add and change; a button does it."""
    found = _managed(id)
    if request.method == "POST" and PressForm().validate_on_submit():
        added, changed = services.make(id, by=me(), now=clock.now())
        flash(_("新增 %(added)d 个班次（草稿），更改 %(changed)d 个。", added=added, changed=changed))
        return redirect(url_for("volunteers.template", id=id), 303)
    made = [row for row in shifts.list_made_by(db.session(), id) if row.ends_at > clock.now()]
    return render_template(
        "volunteers/template.html",
        template=found,
        base=found.base,
        diff=plan(db.session(), found, clock.now()),
        made=made,
        left_over=_("、").join(role_name(role) for role in sorted(left_over(found, made))),
        press=PressForm(formdata=None),
        weekdays=WEEKDAYS,
        **words(),
    )


def _again(_result: str, **found: Any) -> str:
    return url_for("volunteers.template", **found)


template.replay = template_edit.replay = _again  # type: ignore[attr-defined]
template_list.replay = lambda result, slug: url_for("volunteers.template", id=int(result))  # type: ignore[attr-defined]
