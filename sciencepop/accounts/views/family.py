"""My family: children's profiles, their other guardians, and who has looked."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts import services
from sciencepop.accounts.consents import CHILD_DATA, WORDINGS
from sciencepop.accounts.forms import ChildForm, ConsentForm, NewChildForm
from sciencepop.accounts.messages import sentence
from sciencepop.accounts.models import Child
from sciencepop.accounts.queries.children import find_invitation, get_child, list_children, list_views
from sciencepop.accounts.rules.ages import OWN_ACCOUNT_FROM, age_on
from sciencepop.accounts.rules.targets import safe_target
from sciencepop.accounts.services.children import Profile
from sciencepop.accounts.views import bp
from sciencepop.accounts.views.entering import me
from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm
from sciencepop.core.i18n import language

Answer = str | Response | tuple[str, int]


@bp.get("/my/family")
@signed_in
def family() -> Answer:
    """The children, each with age and guardians; and every look that staff took at their needs."""
    return _family()


def _family(link: str = "", linked: int = 0) -> str:
    children = list_children(db.session(), me().id)
    return render_template(
        "accounts/family.html",
        children=children,
        ages={child.id: _age(child) for child in children},
        names={child.id: child.nickname for child in children},
        views=list_views(db.session(), [child.id for child in children]),
        own_account_from=OWN_ACCOUNT_FROM,
        press=PressForm(),
        link=link,
        linked=linked,
        next=next_page(),
    )


@bp.route("/my/family/new", methods=["GET", "POST"])
@signed_in
def child_new() -> Answer:
    form = NewChildForm(this_year=clock.today().year)
    if form.validate_on_submit():
        try:
            services.add_child(_profile(form), language=language(), by=me(), now=clock.now())
        except RuleBroken as broken:
            form.refuse("birth_year", sentence(broken))
        else:
            flash(_("已保存。"))
            return redirect(next_page() or url_for("accounts.family"), 303)
    page = render_template("accounts/child_new.html", form=form, wording=WORDINGS[CHILD_DATA], next=next_page())
    return (page, 422) if form.errors else page


@bp.route("/my/family/<int:child_id>", methods=["GET", "POST"])
@signed_in
def child_edit(child_id: int) -> Answer:
    child = get_child(db.session(), child_id, me().id)
    form = ChildForm(obj=child, this_year=clock.today().year)
    if form.validate_on_submit():
        try:
            services.change_child(child_id, _profile(form), by=me(), now=clock.now())
        except RuleBroken as broken:
            form.refuse("birth_year", sentence(broken))
        else:
            flash(_("已保存。"))
            return redirect(url_for("accounts.family"), 303)
    elif request.method == "GET":
        form.birth_year.data, form.birth_month.data = str(child.birth_year), str(child.birth_month)
    page = render_template("accounts/child_edit.html", form=form, child=child, press=PressForm())
    return (page, 422) if form.errors else page


@bp.post("/my/family/<int:child_id>/erase")
@signed_in
def child_erase(child_id: int) -> Answer:
    services.erase_child(child_id, by=me(), now=clock.now())
    flash(_("孩子的信息已删除。已有的预约不受影响，席位还在。"))
    return redirect(url_for("accounts.family"), 303)


@bp.post("/my/family/<int:child_id>/leave")
@signed_in
def child_leave(child_id: int) -> Answer:
    services.leave_child(child_id, by=me(), now=clock.now())
    flash(_("您已撤回同意，不再是这个孩子的监护人账号。"))
    return redirect(url_for("accounts.family"), 303)


@bp.post("/my/family/<int:child_id>/invite")
@signed_in
def child_invite(child_id: int) -> Answer:
    """Show the link once; it is stored only as a hash."""
    token = services.invite_guardian(child_id, by=me(), now=clock.now())
    return _family(url_for("accounts.join_family", token=token, _external=True), child_id)


@bp.route("/family/join/<token>", methods=["GET", "POST"])
@signed_in
def join_family(token: str) -> Answer:
    """Become another guardian of a child, with one's own consent."""
    form = ConsentForm()
    if form.validate_on_submit():
        try:
            services.accept_guardianship(token, language=language(), by=me(), now=clock.now())
        except RuleBroken as broken:
            return render_template("accounts/join_family.html", form=form, child=None, refusal=sentence(broken)), 422
        flash(_("现在您也可以替孩子预约了。"))
        return redirect(url_for("accounts.family"), 303)
    invitation = find_invitation(db.session(), token, clock.now())
    child = invitation.child if invitation else None
    page = render_template("accounts/join_family.html", form=form, child=child, wording=WORDINGS[CHILD_DATA])
    return (page, 422) if form.errors else page


def _profile(form: ChildForm) -> Profile:
    return Profile(
        nickname=form.nickname.data or "",
        birth_year=int(form.birth_year.data or 0),
        birth_month=int(form.birth_month.data or 1),
        needs=form.needs.data or "",
    )


def _age(child: Child) -> int:
    return age_on(child.birth_year or 0, child.birth_month or 1, clock.today())


def next_page() -> str:
    """Where the person came from, such as the booking page."""
    return safe_target(request.values.get("next"), "") or ""


lead_again(lambda _result: url_for("accounts.family"), child_new)
lead_again(
    lambda _result, **_found: url_for("accounts.family"),
    child_edit,
    child_erase,
    child_leave,
    child_invite,
    join_family,
)
