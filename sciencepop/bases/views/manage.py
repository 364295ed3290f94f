"""A manager's page of the public record."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import messages
from sciencepop.bases.forms.record import RecordForm
from sciencepop.bases.models import BaseState
from sciencepop.bases.rules.filing import FILED
from sciencepop.bases.services.change import update_public_record
from sciencepop.bases.services.names import forget_name
from sciencepop.bases.views import bp
from sciencepop.bases.views.managed import managed_base
from sciencepop.bases.views.practice import standing_of
from sciencepop.core import clock
from sciencepop.core.access import manager, officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm

ACCESS = ("access", "access_lacking", "access_note_zh", "access_note_en")
"""What has a page of its own."""


@bp.route("/manage/bases/<slug>", methods=["GET", "POST"])
@manager
def manage(slug: str) -> str | Response | tuple[str, int]:
    """Change what the public reads of a base that one manages."""
    base = managed_base(slug)
    is_district = current_user.is_officer
    form = RecordForm(base, clock.today(), leave_out={"hours", *ACCESS, *(() if is_district else FILED)})
    if form.validate_on_submit():
        try:
            who = {"by": current_user.id, "now": clock.now(), "is_district": is_district}
            changed = update_public_record(base.id, form.record(), **who)
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("已保存，公开页面已更新。") if changed else _("没有改动。"), "info")
            return redirect(url_for("bases.manage", slug=slug), 303)
    page = render_template(
        "bases/manage.html",
        form=form,
        base=base,
        state=messages.STATES[base.state],
        is_public=base.state is BaseState.PUBLIC,
        practice=standing_of(base),
        former_names=base.former_names if is_district else [],
        press=PressForm(formdata=None),
    )
    return (page, 422) if form.is_submitted() else page


@bp.post("/manage/bases/<slug>/names/<int:name_id>/forget")
@officer
def name_forget(slug: str, name_id: int) -> Response:
    """Take away a former name that came of a slip."""
    base = managed_base(slug)
    if PressForm().validate_on_submit() and name_id < 2**31:
        forget_name(base.id, name_id, by=current_user.id, now=clock.now())
        flash(_("已去掉这个曾用名。"), "info")
    return redirect(url_for("bases.manage", slug=slug), 303)


lead_again(lambda _result, **found: url_for("bases.manage", slug=found["slug"]), manage, name_forget)
