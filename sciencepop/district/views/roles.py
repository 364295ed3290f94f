"""Who manages which base, and who is an officer: naming them and ending it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.accounts import queries as accounts
from sciencepop.accounts.messages import REPLIES, sentence
from sciencepop.accounts.models import Role
from sciencepop.accounts.pressing import presser
from sciencepop.accounts.queries.four_eyes import list_proposals
from sciencepop.accounts.queries.invitations import list_asked
from sciencepop.accounts.undertakings import undertaking_of
from sciencepop.bases import queries as bases
from sciencepop.college.queries.points import list_headed
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form, PressForm
from sciencepop.core.i18n import tr
from sciencepop.district import queries
from sciencepop.district.forms.roles import NAMED, TOWNED, AppointForm
from sciencepop.district.services.appoint import KINDS, Naming, Post, appoint, decide_proposal, dismiss
from sciencepop.district.views import bp

press = presser(sentence)


@bp.route("/district/roles", methods=["GET", "POST"])
@officer
def roles() -> Any:
    """Everybody with a role, and the form that names one more."""
    form = AppointForm()
    form.offer([(base.slug, tr(base, "name")) for base in bases.list_public()])
    if form.validate_on_submit():
        try:
            naming = appoint(form.address.data or "", _post_of(form), by=current_user.id, now=clock.now())
            flash(_told(naming))
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


@bp.post("/district/roles/proposals/<int:id>/<any(grant, refuse):answer>")
@officer
def role_decide(id: int, answer: str) -> Any:
    """A second officer gives the role that another proposed, or not."""
    done = _("邀请已发出，对方同意以后生效。") if answer == "grant" else _("没有授权。")
    refusal = press(PressForm(), decide_proposal, id, answer == "grant", done=str(done))
    if refusal:
        flash(refusal, "error")
    return redirect(url_for("district.roles"), 303)


def _told(naming: Naming) -> str:
    words = {
        Naming.ASKED: _("邀请已发出，对方同意以后生效。"),
        Naming.PROPOSED: _("已经提名。这项权限要两位管理员，请另一位在这里同意。"),
    }
    return str(words[naming])


def _post_of(form: AppointForm) -> Post:
    role = Role(form.role.data or "")
    base = bases.get_any(form.base.data or "") if role is Role.BASE_MANAGER else None
    return Post(role, base, (form.town.data or None) if role in TOWNED else None)


def _page(form: AppointForm, status: int) -> Any:
    managers = accounts.page_of_managers(request.args.get("after", ""))
    staff = accounts.list_staff()
    grants = [*staff, *managers.rows]
    page = render_template(
        "district/roles.html",
        form=form,
        action=Form(formdata=None),
        asked=list_asked(db.session(), KINDS.values(), clock.now()),
        replies=REPLIES,
        title_of=lambda one: undertaking_of(one).title(db.session(), one),
        now=clock.now(),
        towned=TOWNED,
        proposals=list_proposals(db.session(), clock.now()),
        granters=accounts.names_of(db.session(), [grant.granted_by for grant in grants]),
        named=NAMED,
        me=current_user,
        officers=[grant for grant in staff if grant.role is Role.OFFICER],
        leads=[grant for grant in staff if grant.role is Role.LEAD],
        town_officers=[grant for grant in staff if grant.role is Role.TOWN_OFFICER],
        desks=[grant for grant in staff if grant.role is Role.DESK],
        heads=[grant for grant in staff if grant.role is Role.POINT_HEAD],
        points={point.id: point for point in list_headed(db.session(), {grant.point_id or 0 for grant in grants})},
        managers=managers.rows,
        next_url=url_for("district.roles", after=managers.next_cursor) if managers.next_cursor else "",
        first_url=url_for("district.roles") if request.args.get("after") else "",
        bases=queries.bases_by_id({grant.base_id for grant in grants if grant.base_id}),
    )
    return page, status


def _replay(_result: str, **_more: Any) -> str:
    return url_for("district.roles")


lead_again(_replay, roles, role_decide, end_role)
