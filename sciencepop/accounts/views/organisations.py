"""My organisations: registered, corrected, shared with colleagues, left."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.forms import OrganisationForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import MemberRole, OrganisationKind
from sciencepop.accounts.organisation_words import KINDS, MEMBER_ROLES
from sciencepop.accounts.queries.organisations import (
    find_organisation_invitation,
    get_membership,
    list_members,
    list_memberships,
)
from sciencepop.accounts.services.organisations import About
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import me
from sciencepop.accounts.views.family import next_page
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm

Answer = str | Response | tuple[str, int]


@bp.get("/my/organisations")
@signed_in
def organisations() -> Answer:
    """What I act for."""
    rows = list_memberships(db.session(), me().id)
    return render_template("accounts/organisations.html", rows=rows, kinds=KINDS, roles=MEMBER_ROLES)


@bp.route("/my/organisations/new", methods=["GET", "POST"])
@signed_in
def organisation_new() -> Answer:
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            services.add_organisation(_about(form), by=me(), now=clock.now())
        except RuleBroken as broken:
            form.refuse("name", sentence(broken))
        else:
            flash(_("已登记。区科协核实之前，也可以预约团体参观。"))
            return redirect(next_page() or url_for("accounts.organisations"), 303)
    page = render_template("accounts/organisation_new.html", form=form, next=next_page())
    return (page, 422) if form.errors else page


@bp.route("/my/organisations/<int:id>", methods=["GET", "POST"])
@signed_in
def organisation(id: int) -> Answer:
    """One of them: a lead corrects it, everybody sees who acts for it."""
    membership = get_membership(db.session(), id, me().id)
    form = OrganisationForm(obj=membership.organisation)
    if form.validate_on_submit():
        services.change_organisation(id, _about(form), by=me(), now=clock.now())
        flash(_("已保存。"))
        return redirect(url_for("accounts.organisation", id=id), 303)
    page = _page(id, form)
    return (page, 422) if form.errors else page


def _page(id: int, form: OrganisationForm | None = None, link: str = "", refusal: str = "") -> str:
    membership = get_membership(db.session(), id, me().id)
    return render_template(
        "accounts/organisation.html",
        organisation=membership.organisation,
        form=form or OrganisationForm(formdata=None, obj=membership.organisation),
        members=list_members(db.session(), id),
        leads=membership.role is MemberRole.LEAD,
        kinds=KINDS,
        roles=MEMBER_ROLES,
        press=PressForm(),
        link=link,
        refusal=refusal,
    )


@bp.post("/my/organisations/<int:id>/invite")
@signed_in
def organisation_invite(id: int) -> Answer:
    """Show the link once; it is stored only as a hash."""
    token = services.invite_colleague(id, by=me(), now=clock.now())
    return _page(id, link=url_for("accounts.organisation_join", token=token, _external=True))


@bp.post("/my/organisations/<int:id>/members/<int:member>/lead")
@signed_in
def organisation_lead(id: int, member: int) -> Answer:
    services.make_lead(id, member, by=me(), now=clock.now())
    flash(_("已设为负责人。"))
    return redirect(url_for("accounts.organisation", id=id), 303)


@bp.post("/my/organisations/<int:id>/leave")
@signed_in
def organisation_leave(id: int) -> Answer:
    try:
        services.leave_organisation(id, by=me(), now=clock.now())
    except RuleBroken as broken:
        return _page(id, refusal=sentence(broken)), 422
    flash(_("您已退出这个单位。已有的预约不受影响。"))
    return redirect(url_for("accounts.organisations"), 303)


@bp.route("/organisations/join/<token>", methods=["GET", "POST"])
@signed_in
def organisation_join(token: str) -> Answer:
    """Act for an organisation by a colleague's link."""
    form, refusal = PressForm(), ""
    if form.validate_on_submit():
        try:
            id = services.join_organisation(token, by=me(), now=clock.now())
            flash(_("现在您也可以替这个单位预约了。"))
            return redirect(url_for("accounts.organisation", id=id), 303)
        except RuleBroken as broken:
            refusal = sentence(broken)
    invitation = find_organisation_invitation(db.session(), token, clock.now())
    found = invitation.organisation if invitation else None
    page = render_template("accounts/organisation_join.html", form=form, organisation=found, refusal=refusal)
    return (page, 422) if refusal or form.errors else page


def _about(form: OrganisationForm) -> About:
    return About(
        name=form.name.data or "",
        kind=OrganisationKind(form.kind.data or ""),
        town_code=form.town_code.data or None,
        contact=form.contact.data or "",
    )


def _to_list(_result: str, **_found: object) -> str:
    return url_for("accounts.organisations")


lead_again(
    _to_list,
    organisation_new,
    organisation,
    organisation_invite,
    organisation_lead,
    organisation_leave,
    organisation_join,
)
