"""A manager's page of what there is for those who cannot climb, see, hear or stand for long."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.bases import messages
from sciencepop.bases.forms.access import AccessForm
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.access import access_of, tell_access
from sciencepop.bases.views import bp
from sciencepop.bases.views.managed import managed_base
from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken

BLAMED = {Refusal.ACCESS_UNSAID: "access", Refusal.CHECKED_LATER: "checked_on"}


@bp.route("/manage/bases/<slug>/access", methods=["GET", "POST"])
@manager
def access(slug: str) -> str | Response | tuple[str, int]:
    """Everything that the district knows of, each with what is said of it."""
    base = managed_base(slug)
    form = AccessForm.showing(base, access_of(base))
    if form.validate_on_submit():
        try:
            changed = tell_access(base.id, form.told(), by=current_user.id, now=clock.now())
        except RuleBroken as refused:
            if part := BLAMED.get(Refusal(refused.code)):
                form.refuse_fact(refused.facts["slug"], part, messages.sentence_of(refused))
            else:
                messages.refuse(form, refused)
        else:
            flash(_("已保存，公开页面已更新。") if changed else _("没有改动。"), "info")
            return redirect(url_for("bases.access", slug=slug), 303)
    page = render_template("bases/access.html", base=base, form=form)
    return (page, 422) if form.is_submitted() else page


lead_again(lambda _result, **found: url_for("bases.access", slug=found["slug"]), access)
