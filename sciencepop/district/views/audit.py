"""The audit trail: who changed what, when; people appear by the number of their account only."""

from __future__ import annotations

import json
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.queries import find_person_by_address
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.audit import AuditRow
from sciencepop.core.table_out import table_answer
from sciencepop.district import queries
from sciencepop.district.forms.roles import KINDS, AuditForm
from sciencepop.district.queries import AuditFilter
from sciencepop.district.services import audit as services
from sciencepop.district.views import bp
from sciencepop.district.views.audit_words import ACTIONS, details

NOBODY = 0
FILTERS = ("kind", "action", "subject", "actor", "address", "since", "until")


@bp.get("/district/audit")
@officer
def audit() -> Any:
    form = AuditForm(formdata=request.args, actions=ACTIONS)
    if not form.validate():
        return render_template("district/audit.html", form=form, page=None), 422
    page = queries.page_of_audit(_wanted(form), request.args.get("after", ""))
    asked = _asked()
    return render_template(
        "district/audit.html",
        form=form,
        page=page,
        names=queries.names_of(page.rows),
        actions=ACTIONS,
        kinds=KINDS,
        details=details,
        file_url=url_for("district.audit_file", **asked),
        most=queries.MOST_EXPORTED,
        next_url=url_for("district.audit", **asked, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("district.audit", **asked) if request.args.get("after") else "",
    )


@bp.get("/district/audit.csv")
@officer
def audit_file() -> Any:
    """What was found as a table, with its facts as they are; that it was taken along stands in the trail too."""
    form = AuditForm(formdata=request.args, actions=ACTIONS)
    if not form.validate():
        return render_template("district/audit.html", form=form, page=None), 422
    wanted = _wanted(form)
    rows = queries.list_audit(wanted)
    head = [_("时间"), _("操作"), _("操作代码"), _("对象"), _("对象编号"), _("操作账号"), _("内容")]
    answer: Response = table_answer(head, [_cells(row) for row in rows], f"audit-{clock.today():%Y%m%d}.csv")
    services.note_export(len(rows), _asked(), by=current_user.id, now=clock.now())
    return answer


def _cells(row: AuditRow) -> list[object]:
    facts = json.dumps(row.facts, ensure_ascii=False) if row.facts else ""
    at = f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}"
    words = str(ACTIONS.get(row.action, row.action))
    return [at, words, row.action, row.subject_kind, row.subject_id, row.actor_id, facts]


def _asked() -> dict[str, Any]:
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _wanted(form: AuditForm) -> AuditFilter:
    since, until = form.since.data, form.until.data
    actor_id = form.actor.data
    if actor_id is None and form.address.data:
        person = find_person_by_address(form.address.data)
        actor_id = person.id if person else NOBODY
    return AuditFilter(
        kind=form.kind.data if form.kind.data in KINDS and form.kind.data else None,
        subject_id=form.subject.data,
        action=form.action.data or None,
        actor_id=actor_id,
        since=clock.day_bounds(since)[0] if since else None,
        before=clock.day_bounds(until)[1] if until else None,
    )
