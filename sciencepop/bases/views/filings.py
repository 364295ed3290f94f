"""A manager's pages of changes that are filed: what was asked, asking for one, taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.bases import messages, queries
from sciencepop.bases.forms.filings import FilingForm
from sciencepop.bases.models import BaseFiling, ScienceBase
from sciencepop.bases.rules.filing import OPEN, FilingState
from sciencepop.bases.services import filings as services
from sciencepop.bases.views import bp
from sciencepop.bases.views.managed import managed_base
from sciencepop.core import clock
from sciencepop.core.access import manager
from sciencepop.core.attempts import lead_again
from sciencepop.core.db import db
from sciencepop.core.downloads import saved
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import PressForm


@bp.get("/manage/bases/<slug>/changes")
@manager
def filings(slug: str) -> str:
    """What this base filed, and how each stands."""
    base = managed_base(slug)
    rows = queries.list_filings_of(base)
    return render_template(
        "bases/filings.html",
        base=base,
        rows=rows,
        open=next((row for row in rows if row.state in OPEN), None),
        states=messages.FILINGS,
        changes=messages.filed_changes,
    )


@bp.route("/manage/bases/<slug>/changes/new", methods=["GET", "POST"])
@manager
def filing_new(slug: str) -> str | Response | tuple[str, int]:
    """Ask for a change, or once more for one that was returned."""
    base = managed_base(slug)
    filing = queries.find_open_filing(db.session(), base.id)
    returned = filing if filing and filing.state is FilingState.RETURNED else None
    form = FilingForm(base, clock.today(), returned)
    if form.validate_on_submit():
        try:
            services.file_change(base.id, form.wish(), by=current_user.id, now=clock.now())
        except RuleBroken as refused:
            messages.refuse(form, refused)
        else:
            flash(_("已提交备案，区里看过后会通知您。"), "info")
            return redirect(url_for("bases.filings", slug=slug), 303)
    page = render_template("bases/filing_new.html", base=base, form=form, returned=returned)
    return (page, 422) if form.is_submitted() else page


@bp.post("/manage/bases/<slug>/changes/<code>/withdraw")
@manager
def filing_withdraw(slug: str, code: str) -> Response:
    """Take it back before it is applied."""
    row = _filing(managed_base(slug), code)
    if PressForm().validate_on_submit():
        try:
            services.withdraw_filing(row.id, by=current_user.id, now=clock.now())
            flash(_("已撤回这份备案。"), "info")
        except RuleBroken as refused:
            flash(messages.sentence_of(refused), "error")
    return redirect(url_for("bases.filings", slug=slug), 303)


@bp.get("/manage/bases/<slug>/changes/<code>/paper")
@manager
def filing_paper(slug: str, code: str) -> Response:
    """The document of a filing, for the base's managers and officers."""
    found = queries.get_filing_paper(_filing(managed_base(slug), code))
    return saved(found.content, found.media_type, found.filename)


def _filing(base: ScienceBase, code: str) -> BaseFiling:
    row = queries.get_filing(code)
    if row.base_id != base.id:
        raise NotFound
    return row


lead_again(lambda _result, **found: url_for("bases.filings", slug=found["slug"]), filing_new, filing_withdraw)
