"""Recording the police's licence of an event for many people."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.district.forms.review import LicenceForm
from sciencepop.district.views import bp
from sciencepop.programme.messages import refuse
from sciencepop.programme.queries import managing
from sciencepop.programme.services.licences import record_licence
from sciencepop.programme.views.duties import duties_of


@bp.route("/district/events/<slug>/licence", methods=["GET", "POST"])
@officer
def event_licence(slug: str) -> Any:
    """What was recorded, and a form for the next."""
    event, form = managing.get_event(slug), LicenceForm()
    if form.validate_on_submit():
        try:
            record_licence(event.id, form.given(), by=current_user, now=clock.now())
            flash(_("许可已经记录。"))
            return redirect(_replay("", slug), 303)
        except RuleBroken as broken:
            refuse(form, broken)
    page = render_template("district/event_licence.html", event=event, form=form, duties=duties_of(event, clock.now()))
    return page, 422 if form.errors else 200


def _replay(_result: str, slug: str) -> str:
    return url_for("district.event_review", slug=slug)


lead_again(_replay, event_licence)
