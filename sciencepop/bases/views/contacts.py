"""A manager's page of whom to ask for what."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import messages
from sciencepop.bases.forms.contacts import ContactForm
from sciencepop.bases.services.contacts import add_contact, remove_contact
from sciencepop.bases.views import bp
from sciencepop.bases.views.managed import managed_base
from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm


@bp.route("/manage/bases/<slug>/contacts", methods=["GET", "POST"])
@manager
def contacts(slug: str) -> str | Response | tuple[str, int]:
    """All contacts of a base, those for the district alone too, and one more."""
    base, form = managed_base(slug), ContactForm()
    if form.validate_on_submit():
        try:
            add_contact(base.id, form.told(), by=current_user.id, now=clock.now())
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("已加上这个联系人。"), "info")
            return redirect(url_for("bases.contacts", slug=slug), 303)
    page = render_template("bases/contacts.html", base=base, form=form, roles=messages.CONTACT_ROLES)
    return (page, 422) if form.is_submitted() else page


@bp.post("/manage/bases/<slug>/contacts/<int:contact_id>/remove")
@manager
def contact_remove(slug: str, contact_id: int) -> Response:
    """Take one away."""
    base = managed_base(slug)
    if PressForm().validate_on_submit() and contact_id < 2**31:
        remove_contact(base.id, contact_id, by=current_user.id, now=clock.now())
        flash(_("已去掉这个联系人。"), "info")
    return redirect(url_for("bases.contacts", slug=slug), 303)


lead_again(lambda _result, **found: url_for("bases.contacts", slug=found["slug"]), contacts, contact_remove)
