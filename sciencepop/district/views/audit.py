"""The audit trail: who changed what, when; people appear by the number of their account only."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.district import queries
from sciencepop.district.forms.roles import KINDS, AuditForm
from sciencepop.district.queries import AuditFilter
from sciencepop.district.views import bp
from sciencepop.district.views.audit_words import ACTIONS, details

FILTERS = ("kind", "subject", "actor", "since", "until")


@bp.get("/district/audit")
@officer
def audit() -> Any:
    form = AuditForm(formdata=request.args)
    if not form.validate():
        return render_template("district/audit.html", form=form, page=None), 422
    page = queries.page_of_audit(_wanted(form), request.args.get("after", ""))
    asked: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return render_template(
        "district/audit.html",
        form=form,
        page=page,
        names=queries.names_of(page.rows),
        actions=ACTIONS,
        kinds=KINDS,
        details=details,
        next_url=url_for("district.audit", **asked, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("district.audit", **asked) if request.args.get("after") else "",
    )


def _wanted(form: AuditForm) -> AuditFilter:
    since, until = form.since.data, form.until.data
    return AuditFilter(
        kind=form.kind.data if form.kind.data in KINDS and form.kind.data else None,
        subject_id=form.subject.data,
        actor_id=form.actor.data,
        since=clock.day_bounds(since)[0] if since else None,
        before=clock.day_bounds(until)[1] if until else None,
    )
