"""Who manages which base, and who is an officer: naming them and ending it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.accounts import queries as accounts
from sciencepop.accounts.messages import REPLIES, sentence
from sciencepop.accounts.models import Role
from sciencepop.accounts.queries.invitations import list_asked
from sciencepop.accounts.undertakings import undertaking_of
from sciencepop.bases import queries as bases
from sciencepop.college.queries.points import list_headed
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form
from sciencepop.core.i18n import tr
from sciencepop.district import queries
from sciencepop.district.forms.roles import TOWNED, AppointForm
from sciencepop.district.services.appoint import KINDS, Post, appoint, dismiss
from sciencepop.district.views import bp


@bp.route("/district/roles", methods=["GET", "POST"])
@officer
def roles() -> Any:
    """Everybody with a role, and the form that names one more."""
    form = AppointForm()
    form.offer([(base.slug, tr(base, "name")) for base in bases.list_public()])
    if form.validate_on_submit():
        try:
            appoint(form.address.data or "", _post_of(form), by=current_user.id, now=clock.now())
            flash(_("邀请已发出，对方同意以后生效。"))
            return redirect(url_for("district.roles"), 303)
        except RuleBroken as broken:
            form.refuse("address", sentence(broken))
    return _page(form, 422 if form.is_submitted() else 200)


@bp.post("/district/roles/<int:id>/end")
@officer
def end_role(id: int) -> Any:
    grant = accounts.find_grant(id)
    if grant is None:
        abort(404)
    if not Form().validate_on_submit():
        abort(400)
    try:
        dismiss(grant, by=current_user.id, now=clock.now())
    except RuleBroken as broken:
        form = AppointForm(formdata=None)
        form.offer([(base.slug, tr(base, "name")) for base in bases.list_public()])
        form.refuse(None, sentence(broken))
        return _page(form, 422)
    flash(_("权限已经结束，并通知了对方。"))
    return redirect(url_for("district.roles"), 303)


def _post_of(form: AppointForm) -> Post:
    role = Role(form.role.data or "")
    base = bases.get_any(form.base.data or "") if role is Role.BASE_MANAGER else None
    return Post(role, base, (form.town.data or None) if role in TOWNED else None)


def _page(form: AppointForm, status: int) -> Any:
    grants = accounts.list_grants()
    page = render_template(
        "district/roles.html",
        form=form,
        action=Form(formdata=None),
        asked=list_asked(db.session(), KINDS.values(), clock.now()),
        replies=REPLIES,
        title_of=lambda one: undertaking_of(one).title(db.session(), one),
        now=clock.now(),
        towned=TOWNED,
        officers=[grant for grant in grants if grant.role is Role.OFFICER],
        leads=[grant for grant in grants if grant.role is Role.LEAD],
        town_officers=[grant for grant in grants if grant.role is Role.TOWN_OFFICER],
        desks=[grant for grant in grants if grant.role is Role.DESK],
        heads=[grant for grant in grants if grant.role is Role.POINT_HEAD],
        points={point.id: point for point in list_headed(db.session(), {grant.point_id or 0 for grant in grants})},
        managers=[grant for grant in grants if grant.role is Role.BASE_MANAGER],
        bases=queries.bases_by_id({grant.base_id for grant in grants if grant.base_id}),
    )
    return page, status


def _replay(_result: str, **_more: Any) -> str:
    return url_for("district.roles")


roles.replay = _replay  # type: ignore[attr-defined]
end_role.replay = _replay  # type: ignore[attr-defined]
