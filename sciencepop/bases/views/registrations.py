"""A registrant's pages: where each venue stands, the long form, its papers."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import messages, queries
from sciencepop.bases.forms.record import RecordForm
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules import completeness
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import EDITABLE, Who, steps_of
from sciencepop.bases.services.papers import remove_paper
from sciencepop.bases.services.record import filled_of
from sciencepop.bases.services.register import (
    drop_registration,
    save_registration,
    start_registration,
    submit_registration,
)
from sciencepop.bases.views import bp
from sciencepop.bases.views.standing import standing_of
from sciencepop.core import clock
from sciencepop.core.access import require, signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.downloads import saved
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm

Answer = str | Response | tuple[str, int]


@bp.get("/my/bases")
@signed_in
def registrations() -> str:
    """My venues, each with where it stands."""
    rows = [
        (base, standing_of(base), steps_of(Who.REGISTRANT, base.state))
        for base in queries.list_registered_by(current_user.id)
    ]
    return render_template("bases/registrations.html", rows=rows, states=messages.STATES)


@bp.route("/my/bases/new", methods=["GET", "POST"])
@signed_in
def register() -> Answer:
    """Begin a registration; it is kept as a draft before it is handed in."""
    form = RecordForm()
    if form.validate_on_submit():
        try:
            slug = start_registration(form.record(), by=current_user.id, now=clock.now(), paper=form.paper_sent())
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            return _after_saving(slug)
    return _form_page(form, None)


@bp.route("/my/bases/<slug>/edit", methods=["GET", "POST"])
@signed_in
def edit(slug: str) -> Answer:
    """Go on with a draft or a returned registration."""
    base = _own(slug)
    if base.state not in EDITABLE and request.method == "GET":
        flash(_("这份登记现在不能修改，请看它的进展。"), "warning")
        return redirect(url_for("bases.registrations"), 303)
    form = RecordForm(base, clock.today())
    if form.validate_on_submit():
        try:
            save_registration(base.id, form.record(), by=current_user.id, now=clock.now(), paper=form.paper_sent())
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            return _after_saving(slug)
    return _form_page(form, base)


@bp.post("/my/bases/<slug>/drop")
@signed_in
def drop(slug: str) -> Response:
    """Give a registration up."""
    base = _own(slug)
    return _pressed(lambda: drop_registration(base.id, by=current_user.id, now=clock.now()), _("已放弃这份登记。"))


@bp.get("/my/bases/<slug>/papers/<int:paper_id>")
@signed_in
def paper(slug: str, paper_id: int) -> Response:
    """A paper of a registration, for its registrant and officers, always as a download."""
    base = queries.get_any(slug)
    require(current_user.is_officer or base.registrant_id == current_user.id)
    found = queries.get_paper(base, paper_id)
    return saved(found.content, found.media_type, found.filename)


@bp.post("/my/bases/<slug>/papers/<int:paper_id>/remove")
@signed_in
def drop_paper(slug: str, paper_id: int) -> Response:
    """Take a paper away."""
    base = _own(slug)
    found = queries.get_paper(base, paper_id)
    now, mine = clock.now(), url_for("bases.edit", slug=slug)
    return _pressed(lambda: remove_paper(base.id, found.id, by=current_user.id, now=now), _("已删除材料。"), mine)


def _own(slug: str) -> ScienceBase:
    base = queries.get_any(slug)
    require(base.registrant_id == current_user.id)
    return base


def _after_saving(slug: str) -> Response:
    """The draft is kept; hand it in as well when that was asked, or show what is missing."""
    if request.form.get("do") != "submit":
        flash(_("已保存。您可以随时回来继续填写。"), "info")
        return redirect(url_for("bases.edit", slug=slug), 303)
    try:
        submit_registration(queries.get_any(slug).id, by=current_user.id, now=clock.now())
    except RuleBroken as refused:
        if refused.code is not Refusal.INCOMPLETE:
            flash(messages.sentence_of(refused), "error")
        return redirect(url_for("bases.edit", slug=slug, check=1), 303)
    flash(_("已提交。审核有结果时，我们会给您发消息。"), "info")
    return redirect(url_for("bases.registrations"), 303)


def _form_page(form: RecordForm, base: ScienceBase | None) -> Answer:
    missing = completeness.missing(filled_of(base)) if base else []
    if request.method == "GET" and request.args.get("check") == "1":
        for name in missing:
            form.refuse(messages.FACTS[name][0], _("提交前请填写这一项。"))
    page = render_template(
        "bases/edit.html" if base else "bases/register.html",
        form=form,
        base=base,
        missing=messages.joined(messages.FACTS[name][1] for name in missing),
    )
    return (page, 422) if request.method == "POST" else page


def _pressed(verb: Any, done: str, target: str = "") -> Response:
    if PressForm().validate_on_submit():
        try:
            verb()
            flash(done, "info")
        except RuleBroken as refused:
            flash(messages.sentence_of(refused), "error")
    return redirect(target or url_for("bases.registrations"), 303)


lead_again(lambda result, **_arguments: url_for("bases.edit", slug=result), register)
lead_again(lambda _result, **_arguments: url_for("bases.registrations"), edit, drop)
lead_again(lambda _result, **found: url_for("bases.edit", slug=found["slug"]), drop_paper)
