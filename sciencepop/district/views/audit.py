"""The audit trail: who changed what, when; people appear by the number of their account only."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.accounts.queries import find_person_by_address
from sciencepop.core import clock, documents
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.forms import PressForm
from sciencepop.core.table_out import table_answer
from sciencepop.core.text import clean_line
from sciencepop.district import audit_archive as archive
from sciencepop.district import queries
from sciencepop.district.audit_facts import details
from sciencepop.district.audit_words import ACTIONS
from sciencepop.district.forms.roles import KINDS, AuditForm
from sciencepop.district.queries import AuditFilter
from sciencepop.district.services import audit as services
from sciencepop.district.views import bp

NOBODY = 0
FILES = {"csv": queries.MOST_EXPORTED, "xlsx": queries.MOST_IN_SHEET}
FILTERS = ("kind", "action", "subject", "actor", "address", "since", "until")


@bp.get("/district/audit")
@officer
def audit() -> Any:
    form = AuditForm(formdata=request.args, actions=ACTIONS)
    if not form.validate():
        return render_template("district/audit.html", form=form, page=None), 422
    page = queries.page_of_audit(_wanted(form), request.args.get("after", ""))
    asked = _asked()
    code = archive.code_of(_wanted(form), clock.today())
    return render_template(
        "district/audit.html",
        form=form,
        page=page,
        names=queries.names_of(page.rows),
        actions=ACTIONS,
        kinds=KINDS,
        details=details,
        files=[(end, url_for("district.audit_file", ending=end, **asked), most) for end, most in FILES.items()],
        all_url=url_for("district.audit_all", **asked),
        all_most=archive.MOST,
        has_archive=documents.is_made(db.session(), archive.KIND, code),
        press=PressForm(formdata=None),
        next_url=url_for("district.audit", **asked, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("district.audit", **asked) if request.args.get("after") else "",
    )


@bp.get("/district/audit.<any(csv, xlsx):ending>")
@officer
def audit_file(ending: str) -> Any:
    """What was found as a table, with its facts as they are; that it was taken along stands in the trail too."""
    form = AuditForm(formdata=request.args, actions=ACTIONS)
    if not form.validate():
        return render_template("district/audit.html", form=form, page=None), 422
    wanted = _wanted(form)
    rows = queries.list_audit(wanted, FILES[ending])
    head, lines, name = archive.head(), [archive.cells(row) for row in rows], f"audit-{clock.today():%Y%m%d}.{ending}"
    answer: Response = table_answer(head, lines, name)
    services.note_export(len(rows), _asked(), by=current_user.id, now=clock.now())
    return answer


@bp.route("/district/audit/all", methods=["GET", "POST"])
@officer
def audit_all() -> Any:
    """Everything that was found: asked for by POST and made by the worker, fetched by GET. Both stand in the trail."""
    form = AuditForm(formdata=request.args, actions=ACTIONS)
    if not form.validate():
        return render_template("district/audit.html", form=form, page=None), 422
    code, asked = archive.code_of(_wanted(form), clock.today()), _asked()
    if request.method == "POST":
        if PressForm().validate_on_submit():
            services.ask_archive(code, asked, by=current_user.id, now=clock.now())
            flash(_("文件正在生成，一两分钟后刷新这一页下载。"))
        return redirect(url_for("district.audit", **asked), 303)
    content = documents.find_content(db.session(), archive.KIND, code)
    if content is None:
        raise NotFound
    services.note_export(None, asked, by=current_user.id, now=clock.now())
    name = f"audit-{clock.today():%Y%m%d}.zip"
    return saved(content, "application/zip", name)


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
        action=clean_line(form.action.data) or None,
        actor_id=actor_id,
        since=clock.day_bounds(since)[0] if since else None,
        before=clock.day_bounds(until)[1] if until else None,
    )


lead_again(lambda _result: url_for("district.audit"), audit_all)
