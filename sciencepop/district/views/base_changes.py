"""The district's view on changes that bases file: the queue, one filing, the decision."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.bases import messages, queries
from sciencepop.bases.forms.filings import ReviewFilingForm
from sciencepop.bases.rules.filing import FilingState, FilingStep
from sciencepop.bases.services.filings import decide_filing
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.attempts import lead_again
from sciencepop.core.errors import RuleBroken
from sciencepop.district.views import bp


@bp.get("/district/base-changes")
@officer
def base_changes() -> str:
    """Filings of one state, those that wait first."""
    asked = request.args.get("state", "")
    state = FilingState(asked) if asked in set(FilingState) else FilingState.SUBMITTED
    page = queries.page_of_filings(state, request.args.get("after", ""))
    return render_template(
        "district/base_changes.html",
        rows=page.rows,
        state=state,
        counts=queries.count_filings(),
        states=messages.FILINGS,
        fields=messages.FILED_FIELDS,
        next_url=url_for("district.base_changes", state=state, after=page.next_cursor) if page.next_cursor else "",
        first_url=url_for("district.base_changes", state=state) if request.args.get("after") else "",
    )


@bp.route("/district/base-changes/<code>", methods=["GET", "POST"])
@officer
def base_change(code: str) -> str | Response | tuple[str, int]:
    """What stands, what is wanted, why and from when; and the decision."""
    row = queries.get_filing(code)
    form = ReviewFilingForm(data={"seen": row.filed_at.isoformat()})
    if form.validate_on_submit():
        step, note = FilingStep(form.step.data), form.note.data or ""
        try:
            decide_filing(row.id, step, note, by=me().id, now=clock.now(), seen_at=form.seen_at)
        except RuleBroken as refused:
            messages.refuse(form, refused)
            row = queries.get_filing(code)
        else:
            flash(_("已记录决定，并通知基地。"), "info")
            return redirect(url_for("district.base_change", code=code), 303)
    page = render_template(
        "district/base_change.html",
        row=row,
        form=form,
        state=messages.FILINGS[row.state],
        changes=messages.filed_changes(row.was, row.wanted),
        waits=row.state is FilingState.SUBMITTED,
    )
    return (page, 422) if form.is_submitted() else page


lead_again(lambda _result, **found: url_for("district.base_change", code=found["code"]), base_change)
